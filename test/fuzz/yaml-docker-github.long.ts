/**
 * Fuzzes the YAML, Dockerfile, workflow and expression readers: mutations of sample files and generated text.
 * Nothing may throw, nothing may take a second, every span lies inside its file.
 *
 *   bun test ./test/fuzz/yaml-docker-github.long.ts   BREAKWATER_SEED=n repeats a run, BREAKWATER_FUZZ_RUNS=n
 *   sizes it, BREAKWATER_FUZZ_SEEDS=FOLDER adds the files of a folder to mutate
 */
import { beforeAll, describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { sourceFromText } from "../../src/text/source-file.ts";
import type { Span } from "../../src/text/span.ts";
import { expandDockerText } from "../../src/workspace/dockerfile/expand-docker-text.ts";
import { parseDockerfile } from "../../src/workspace/dockerfile/parse-dockerfile.ts";
import { evaluateExpression } from "../../src/workspace/github/expression.ts";
import { parseWorkflow } from "../../src/workspace/github/parse-workflow.ts";
import { loadShellGrammar } from "../../src/workspace/shell/grammar.ts";
import type { YamlNode } from "../../src/workspace/yaml/node.ts";
import { parseYamlAll } from "../../src/workspace/yaml/parse-yaml.ts";
import { freshSeed } from "../seed-of-run.ts";
import { cpuMs } from "./damage.ts";

const numRuns = Number(process.env.BREAKWATER_FUZZ_RUNS ?? 25_000);
const seed = freshSeed();
/** A folder of real files to mutate besides the samples below. */
const corpusFolder = process.env.BREAKWATER_FUZZ_SEEDS;
const slowest = { ms: 0, text: "" };

const samples = [
  "on: {push: }\nenv: &e {A: 1.20, <<: *e}\njobs:\n  a:\n    strategy:\n      matrix: {go: [1.20, '1.21'], include: [{go: 1, x: y}], exclude: [{go: 1}]}\n    steps:\n    - run: |2-\n        go build ${" +
    "{ matrix.go }}\n\n         ./...\n    - run: >+\n        a\n         b\n\n        c\n      if: \"a\\x41 \\\n        b\"\n...\n---\n? [a]\n: !x 'it''s\n  b'\n",
  '# escape=`\nARG A=1\nFROM --platform=$B a:$A AS b\nENV A="x y" B=c\\ d\nRUN --mount=type=cache,target=/x go build && \\\n # c\n\n x\nRUN <<-EOF cat <<B\n\ta\nEOF\nb\nB\nCOPY --from=b ["a", "b"]\nONBUILD RUN x\nSHELL ["sh"]\n',
  `matrix.go == '1.2' && (contains(fromJSON('["a"]'), x['y'].*.z) || !format('{0}', 1e3)) != hashFiles('**')`,
];

function corpus(): readonly string[] {
  if (!corpusFolder) return samples;
  const files = readdirSync(corpusFolder, { recursive: true, withFileTypes: true });
  const texts = files
    .filter((file) => file.isFile() && /\.ya?ml$|dockerfile/i.test(file.name))
    .map((file) => readFileSync(join(file.parentPath, file.name), "utf8"));
  return [...samples, ...texts.filter((text) => text.length < 20_000)];
}

const texts = corpus();
const pieces = [
  ..."\n\r\t \"'\\`|>&*!#%@-?:,[]{}<$()=~.09aé\u2028\ufeff\x1f\x02\x18",
  "<<EOF",
  "${{",
  "}}",
  "---\n",
  "FROM ",
  "RUN ",
  "*a",
  "&a ",
];

/** A sample with pieces cut out, put in and doubled. */
const mutated = fc
  .tuple(
    fc.constantFrom(...texts),
    fc.array(
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(30), fc.constantFrom(...pieces), fc.nat(3)),
      { minLength: 1, maxLength: 6 },
    ),
  )
  .map(([text, edits]) =>
    edits.reduce((current, [where, length, piece, kind]) => {
      const at = Math.floor(where * current.length);
      const cut = current.slice(at, at + length);
      const middle = [piece, cut + cut, piece.repeat(length), ""][kind] ?? "";
      return current.slice(0, at) + middle + current.slice(at + (kind === 0 ? 0 : length));
    }, text),
  );
const input = fc.oneof(
  { weight: 4, arbitrary: mutated },
  fc.array(fc.constantFrom(...pieces)).map((parts) => parts.join("")),
);

function timed(text: string, run: () => void): void {
  // The process's own time: a busy machine must not fail this.
  const started = cpuMs();
  run();
  const ms = cpuMs() - started;
  if (ms > slowest.ms) Object.assign(slowest, { ms, text });
}

function inside(span: Span, text: string): boolean {
  return span.start >= 0 && span.start <= span.end && span.end <= text.length;
}

function checkNode(node: YamlNode | undefined, text: string, seen = new Set<YamlNode>()): void {
  if (!node || seen.has(node)) return;
  seen.add(node);
  expect(inside(node.span, text)).toBe(true);
  if (node.kind === "scalar") expect(node.embedded.text).toBe(node.text);
  if (node.kind === "sequence") for (const item of node.items) checkNode(item, text, seen);
  if (node.kind === "mapping") {
    for (const entry of node.entries) {
      expect(inside(entry.span, text)).toBe(true);
      checkNode(entry.key, text, seen);
      checkNode(entry.value, text, seen);
    }
  }
}

beforeAll(loadShellGrammar);

describe("fuzz", () => {
  test("YAML and workflows", () => {
    fc.assert(
      fc.property(input, (text) => {
        const source = sourceFromText({ path: "a.yml", text });
        timed(text, () => {
          for (const { root } of parseYamlAll(source)) checkNode(root, text);
          parseWorkflow(source);
        });
      }),
      { seed, numRuns },
    );
  }, 3_600_000);

  test("Dockerfiles", () => {
    fc.assert(
      fc.property(input, (text) => {
        timed(text, () => {
          const { stages, problems } = parseDockerfile(sourceFromText({ path: "Dockerfile", text }));
          for (const { span } of problems) expect(inside(span, text)).toBe(true);
          for (const stage of stages) {
            expect(inside(stage.wholeSpan, text)).toBe(true);
            for (const instruction of stage.instructions) {
              expect(inside(instruction.span, text)).toBe(true);
              if (instruction.kind === "run") expect(inside(instruction.script.span, text)).toBe(true);
            }
          }
        });
      }),
      { seed, numRuns },
    );
  }, 3_600_000);

  test("expressions and Docker text", () => {
    fc.assert(
      fc.property(input, (text) => {
        timed(text, () => {
          evaluateExpression(text, () => "x");
          expandDockerText({ text }, () => "abc/abc");
        });
      }),
      { seed, numRuns },
    );
  }, 3_600_000);

  test("no input took a second", () => {
    console.log(
      `fuzz: 3 × ${numRuns} inputs from ${texts.length} files, slowest ${slowest.ms.toFixed(1)} ms, seed ${seed}`,
    );
    expect(texts.length * numRuns).toBeGreaterThan(0);
    expect(slowest.ms, slowest.text).toBeLessThan(1000);
  });
});
