/**
 * Throws damaged and made-up input at the readers of settings, GitLab, CircleCI, goreleaser and go.mod trees. Nothing
 * may throw, nothing may take a second, and every span must lie inside its file.
 *
 *   bun test ./test/fuzz/settings.long.ts  BREAKWATER_SEED=n repeats a run, BREAKWATER_FUZZ_RUNS=n sizes it
 */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { EmbeddedText } from "../../src/text/embedded-text.ts";
import { readWorkspace } from "../../src/workspace/read-workspace.ts";
import { createMemoryTree } from "../../src/workspace/tree/memory-tree.ts";
import type { Workspace } from "../../src/workspace/workspace.ts";
import { freshSeed } from "../seed-of-run.ts";
import { cpuMs } from "./damage.ts";

const seed = freshSeed();
const runs = Number(process.env.BREAKWATER_FUZZ_RUNS ?? 6_000);
const slowMs = 1000;
const wait = 1_800_000;
console.log(`settings: ${runs} damaged and ${Math.ceil(runs / 4)} made-up inputs per reader, seed ${seed}`);

const gitlab = `include: [ci/*.yml, { local: ci/b.yml, inputs: { v: '1' } }, { project: g/p, file: x.yml }]
default: { image: golang:1.22, before_script: [go version] }
variables: { A: "1", B: { value: 1.20, description: d } }
.t: &t { tags: [x], script: [go vet ./..., [go test]], parallel: { matrix: [{ OS: [linux, darwin], V: 1 }] } }
"job one":
  extends: [.t, .u]
  <<: *t
  inherit: { default: [image], variables: false }
  script: [!reference [.t, script], "go build $A", |
    multi
    line
  ]
child: { trigger: { include: ci/child.yml } }
`;
const gitlabPart = `spec: { inputs: { v: { default: x }, list: { type: array } } }
---
".u": { extends: .v, variables: { C: "$[[ inputs.v ]]" }, cache: [{ key: a }, { key: b }] }
"j-$[[ inputs.v ]]": { script: ["echo $[[ inputs.v ]] $[[ inputs.none | expand_vars ]]"], after_script: !reference [.u, x] }
`;
const circleci = `version: 2.1
orbs: { go: circleci/go@1, my: { commands: { b: { steps: [{ run: go build }] } }, executors: { e: { docker: [{ image: a }] } } } }
parameters: { v: { type: string, default: "1.22" } }
executors: { e: { parameters: { v: { default: 1 } }, docker: [{ image: "golang:<< parameters.v >>", environment: [A=1] }] } }
commands:
  c: { parameters: { s: { type: steps }, x: { default: y } }, steps: [{ steps: << parameters.s >> }, { run: "go << parameters.x >> <<pipeline.parameters.v>>" }, my/b, c] }
jobs:
  j:
    executor: { name: e, v: << pipeline.parameters.v >> }
    parameters: { os: { type: string } }
    steps: [checkout, { c: { s: [{ run: { command: "go test", environment: { A: b } } }], x: z } }, { when: { condition: { equal: [a, << parameters.os >>] }, steps: [{ run: w }] } }]
workflows: { w: { jobs: [{ j: { name: "n << matrix.os >>", matrix: { parameters: { os: [a, b] }, exclude: [{ os: a }] }, pre-steps: [checkout] } }, go/test, { h: { type: approval } }] } }
`;
const seeds: Readonly<Record<string, string>> = {
  ".gitlab-ci.yml": gitlab,
  "ci/a.yml": gitlabPart,
  ".circleci/config.yml": circleci,
  ".goreleaser.yaml": `project_name: p\nenv: [A=1, "B={{ .Env.B }}"]\nbefore: { hooks: [go mod tidy, { cmd: make }] }\nbuilds: [{ id: a, flags: -trimpath, ldflags: [-s, "-X v={{.Version}}"], ignore: [{ goos: a }], hooks: { pre: x }, overrides: [{ goos: b }] }]\n`,
  "mise.toml": `[tools]\ngo = "1.22" # c\nnode = ["20", '18']\n[tools.x]\nversion = """a\\\n b\\u0041"""\n[[l]]\na.b = { c = 1979-05-27, d = [1, 2.0] }\n`,
  ".tool-versions": "golang 1.22 1.21 # c\nnodejs\n",
  ".go-version": "# c\ngo1.22.1 # d\n",
  ".devcontainer.json": `{ // c\n "image": "go:1.22\\n\\u0041", "features": { "a/go:1": { "version": "1" }, "b": "2", }, "containerEnv": { "A": "1" } }`,
  ".golangci.toml": '[run]\ngo = "1.20"\nbuild-tags = ["a"]\n',
  ".golangci.yml": "run: { go: 1.20, build-tags: [a, b] }\n",
  ".pre-commit-config.yaml":
    "default_language_version: { golang: 1.22 }\nrepos: [{ repo: r, rev: v, hooks: [{ id: i, entry: e }] }]\n",
  ".github/dependabot.yml": "updates: [{ package-ecosystem: gomod, directories: [/a], vendor: true }]\n",
  "renovate.json5": `{ // c\n extends: ['a'], constraints: { go: "1.22" }, /* d */ postUpdateOptions: ['x',] }`,
  ".env": `A=1 # c\nexport B = "x\\"y"\nC='z\nw'\n`,
  "go.mod": "module m\n\ngo 1.22\n\nrequire (\n\ta.b/c v1.0.0 // indirect\n)\n\nreplace a.b/c => ./c\n",
  "go.work": "go 1.22\n\nuse (\n\t.\n\t./c\n)\n",
  "go.sum": "a.b/c v1.0.0 h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
  "vendor/modules.txt": "# a.b/c v1.0.0\n## explicit; go 1.20\na.b/c\n",
};

const pieces = [
  ..."{}[]:,&*!|>-?'\"#%@`\n\r\t \\$<=",
  "<<: *t",
  "<< parameters.x >>",
  "$[[ inputs.v ]]",
  "!reference [.t, script]",
  "- ",
  "\n  ",
  "---\n",
  "extends: ",
  "null",
  "~",
  "\u0000",
  "\ufeff",
  "\ud800",
  "é",
  '"""',
  "{{",
  "}}",
];

interface Damage {
  readonly at: number;
  readonly cut: number;
  readonly put: string;
}

const damage: fc.Arbitrary<readonly Damage[]> = fc.array(
  fc.record({
    at: fc.nat(),
    cut: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(60)),
    put: fc.oneof(
      fc.constant(""),
      fc.constantFrom(...pieces),
      fc.string({ maxLength: 5 }),
      fc
        .tuple(fc.constantFrom(...pieces), fc.integer({ min: 1, max: 300 }))
        .map(([piece, count]) => piece.repeat(count)),
    ),
  }),
  { minLength: 1, maxLength: 5 },
);

function applyDamage(text: string, damages: readonly Damage[]): string {
  return damages.reduce((current, { at, cut, put }) => {
    const start = current.length === 0 ? 0 : at % current.length;
    return current.slice(0, start) + put + current.slice(start + cut);
  }, text);
}

/** Walks everything a workspace holds: spans lie inside their file, embedded texts map monotonically into it. */
function checkPositions(workspace: Workspace): void {
  const { tree, ...models } = workspace;
  const longest = Math.max(0, ...tree.entries.map(({ path }) => workspace.source(path)?.text.length ?? 0));
  const seen = new Set<object>();
  const queue: { value: object; length: number }[] = [{ value: models, length: longest }];
  for (let next = queue.pop(); next; next = queue.pop()) {
    const { value, length: outer } = next;
    if (seen.has(value)) continue;
    seen.add(value);
    const file = "file" in value && typeof value.file === "string" ? value.file : undefined;
    const length = (file === undefined ? undefined : workspace.source(file)?.text.length) ?? outer;
    if (
      "start" in value &&
      "end" in value &&
      typeof value.start === "number" &&
      typeof value.end === "number"
    ) {
      if (!(value.start >= 0 && value.start <= value.end && value.end <= longest)) {
        throw new RangeError(`span ${value.start}–${value.end} in a text of ${length}`);
      }
    }
    if (isEmbedded(value)) checkEmbedded(value, longest);
    const children = value instanceof Map ? [...value.values()] : Object.values(value);
    for (const child of children)
      if (typeof child === "object" && child !== null) queue.push({ value: child, length });
  }
}

function isEmbedded(value: object): value is EmbeddedText {
  return "fileOffset" in value && "holes" in value;
}

function checkEmbedded(embedded: EmbeddedText, length: number): void {
  let last = 0;
  for (let at = 0; at <= embedded.text.length; at++) {
    const offset = embedded.fileOffset(at);
    if (!(offset >= last && offset <= length))
      throw new RangeError(`offset ${at} maps to ${offset} after ${last}`);
    last = offset;
  }
}

async function read(files: Readonly<Record<string, string>>): Promise<void> {
  const { workspace, tookMs } = await readOnce(files);
  checkPositions(workspace);
  if (tookMs < slowMs) return;
  // The collector may have cleaned up behind earlier inputs: only what is slow on a clean heap is slow.
  Bun.gc(true);
  expect((await readOnce(files)).tookMs).toBeLessThan(slowMs);
}

async function readOnce(
  files: Readonly<Record<string, string>>,
): Promise<{ workspace: Workspace; tookMs: number }> {
  const started = cpuMs();
  const workspace = await readWorkspace(createMemoryTree(files));
  for (const { sum } of [...workspace.modules, ...workspace.workspaces]) sum?.parsed.lines.length;
  return { workspace, tookMs: cpuMs() - started };
}

describe("damaged files", () => {
  for (const [path, text] of Object.entries(seeds)) {
    test(
      path,
      async () => {
        const rest =
          path.startsWith("ci/") || path === ".gitlab-ci.yml"
            ? { ".gitlab-ci.yml": gitlab, "ci/a.yml": gitlabPart }
            : {};
        const beside =
          path === "go.sum" || path.startsWith("vendor/") ? { "go.mod": seeds["go.mod"] ?? "" } : {};
        const property = fc.asyncProperty(damage, (damages) =>
          read({ ...rest, ...beside, [path]: applyDamage(text, damages) }),
        );
        await fc.assert(property, { seed, numRuns: runs });
      },
      wait,
    );
  }
});

describe("made-up files", () => {
  for (const path of Object.keys(seeds)) {
    test(
      path,
      async () => {
        const made = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 8 })), {
          maxLength: 60,
        });
        const property = fc.asyncProperty(made, (parts) =>
          read({ "go.mod": "module m\n", [path]: parts.join("") }),
        );
        await fc.assert(property, { seed, numRuns: Math.ceil(runs / 4) });
      },
      wait,
    );
  }
});

describe("large and hostile files", () => {
  const long = 520_000;
  const cases: Readonly<Record<string, string>> = {
    "open braces": "{".repeat(long),
    "open brackets": "[".repeat(long),
    "open templates": `env: ["A=${"{{".repeat(long / 2)}"]`,
    "open marks": `jobs: { a: { steps: [{ run: "${"<< parameters.".repeat(long / 15)}" }] } }`,
    "open inputs": `a: { script: ["${"$[[".repeat(long / 3)}"] }`,
    "one long line": "a".repeat(long),
    "blank lines": "\n".repeat(long),
    "blanks in a line": " ".repeat(long),
    quotes: '"'.repeat(long),
    "comment openings": "/*".repeat(long / 2),
    dots: `a${".a".repeat(long / 2)} = 1`,
    assignments: "A=1\n".repeat(long / 4),
    "equal signs": "=".repeat(long),
    dashes: "- ".repeat(long / 2),
    stars: `include: [${"'**a*',".repeat(2000)}]`,
  };
  for (const [name, text] of Object.entries(cases)) {
    for (const path of Object.keys(seeds)) {
      test(`${name} in ${path}`, () => read({ "go.mod": "module m\n", [path]: text }), wait);
    }
  }
});
