/**
 * What make does with random templates that `eval`, `foreach` and `call` make of them must be what we say, or
 * unknown to us: values after reading, and the recipe lines of every target. Skipped, visibly, without make.
 *
 *   bun test ./test/fuzz/make-templates.long.ts   BREAKWATER_SEED=n repeats a run, BREAKWATER_FUZZ_RUNS=n sizes it
 */
import { expect, test } from "bun:test";
import { tmpdir } from "node:os";
import fc from "fast-check";
import { embedUnchanged } from "../../src/text/embedded-text.ts";
import { sourceFromText } from "../../src/text/source-file.ts";
import { parseMakefile } from "../../src/workspace/make/parse-makefile.ts";
import { freshSeed } from "../seed-of-run.ts";

const seed = freshSeed();
const programs = Math.max(50, Math.round(Number(process.env.BREAKWATER_FUZZ_RUNS ?? 20_000) / 20));
const wait = 1_800_000;
console.log(`make: ${programs} Makefiles with templates, seed ${seed}`);

const names = ["A", "B", "C", "D"];
const name = fc.constantFrom(...names);
const text = fc.constantFrom("x", "y z", "-v", "./p", "$(A)", "$(B)", "$(C)", "$(D)", "$(word 1,$(A) q)");
/** Text of a template: arguments, names of now and of later. */
const inner = fc.constantFrom("$(1)", "$(2)", "$$(A)", "$$(B)", "$(C)", "$$(D)", "$$(1)", "k", "$(1)-$(2)");
const operator = fc.constantFrom("=", ":=", "+=", "?=");
const templateLine = fc.oneof(
  fc.tuple(name, operator, inner).map(([n, o, i]) => `${n} ${o} ${i}`),
  fc.tuple(operator, inner).map(([o, i]) => `V_$(1) ${o} ${i}`),
  fc.tuple(inner, inner).map(([a, b]) => `t-$(1)::\n\t@echo line ${a} ${b}`),
  fc.tuple(name, inner, inner).map(([n, a, b]) => `ifdef ${n}\nW ${"+="} ${a}\nelse\nW += ${b}\nendif`),
);
const template = fc.array(templateLine, { minLength: 1, maxLength: 3 }).map((lines) => lines.join("\n"));
const plain = fc.oneof(
  fc.tuple(name, operator, text).map(([n, o, t]) => `${n} ${o} ${t}`),
  fc.tuple(fc.constantFrom("T1", "T2"), text).map(([t, a]) => `$(eval $(call ${t},m,${a}))`),
  fc
    .tuple(fc.constantFrom("T1", "T2"), fc.constantFrom("m n", "$(A)", "o $(B)"))
    .map(([t, list]) => `$(foreach i,${list},$(eval $(call ${t},$(i),w)))`),
  fc.tuple(name, operator, text).map(([n, o, t]) => `$(eval ${n} ${o} ${t})`),
);
/** Values that assign something whenever they are expanded. */
const lazy = fc.oneof(
  fc.tuple(name, text).map(([n, t]) => `${n} = $(eval ${n} := ${t})$(${n})`),
  fc.tuple(name, name, text).map(([n, m, t]) => `${n} = $(eval ${m} := ${t})$(${m})z`),
);
const statement = fc.oneof({ weight: 12, arbitrary: plain }, { weight: 1, arbitrary: lazy });
const program = fc.record({
  one: template,
  two: template,
  lines: fc.array(statement, { minLength: 1, maxLength: 7 }),
});

interface Answer {
  readonly values: readonly string[];
  readonly lines: readonly string[];
}

const asked = [...names, "W", "V_m", "V_n", "V_x"];

/** What make prints; undefined when it refuses the Makefile. */
function askMake(makefile: string): Answer | undefined {
  const infos = asked.map((each) => `$(info <<<$(${each})>>>)`).join("\n");
  const { stdout, exitCode } = Bun.spawnSync(["make", "-f", "-", "-n", "end"], {
    stdin: new TextEncoder().encode(`${makefile}${infos}\nend: $(filter t-%,t-m t-n)\n\t@:\nt-%:\n\t@:\n`),
    timeout: 300,
    env: { PATH: process.env.PATH ?? "", LC_ALL: "C", TMPDIR: tmpdir() },
  });
  if (exitCode !== 0) return undefined;
  const printed = stdout.toString();
  return {
    values: [...printed.matchAll(/<<<([\s\S]*?)>>>\n/g)].map((match) => match[1] ?? ""),
    lines: printed.split("\n").filter((line) => line.startsWith("echo line")),
  };
}

test.skipIf(Bun.which("make") === null)(
  "random templates leave the values and recipes that make gives them",
  () => {
    const counts = { equal: 0, unknown: 0, lines: 0, openLines: 0, refused: 0 };
    for (const { one, two, lines } of fc.sample(program, { seed, numRuns: programs })) {
      const makefile = `1 =\n2 =\nA = a\nB := b b\nC = c\ndefine T1\n${one}\nendef\ndefine T2\n${two}\nendef\n${lines.join("\n")}\n`;
      const want = askMake(makefile);
      if (!want) {
        counts.refused++;
        continue;
      }
      const parsed = parseMakefile(sourceFromText({ path: "Makefile", text: makefile }));
      const isOpen = parsed.problems.some(({ reason }) => /computes/.test(reason));
      expect({ makefile, stops: parsed.stops }).toEqual({ makefile, stops: undefined });
      for (const [index, each] of asked.entries()) {
        // Names that nothing sets are empty in make and unset to us.
        const { text: value, holes } = parsed.expand(embedUnchanged(`$(${each})`), {
          target: undefined,
          overrides: new Map(),
        });
        if (holes.length > 0 || isOpen) {
          counts.unknown++;
          continue;
        }
        expect({ makefile, each, value }).toEqual({ makefile, each, value: want.values[index] ?? "" });
        counts.equal++;
      }
      const recipes = parsed.targets
        .filter(({ name: target }) => target === "t-m" || target === "t-n")
        .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
        .flatMap((target) =>
          target.recipe.map((line) => parsed.expand(line.text, { target, overrides: new Map() })),
        );
      if (isOpen || recipes.some(({ holes }) => holes.length > 0)) {
        counts.openLines++;
        continue;
      }
      const tidy = (line: string): string => line.replace(/\s+/g, " ").trim();
      expect({ makefile, recipes: recipes.map((line) => tidy(line.text)) }).toEqual({
        makefile,
        recipes: want.lines.map(tidy),
      });
      counts.lines += recipes.length;
    }
    console.log(
      `make: ${counts.equal} values equal, ${counts.unknown} unknown to us; ${counts.lines} recipe lines equal, ${counts.openLines} Makefiles with open ones; refused by make: ${counts.refused}`,
    );
    expect(counts.equal).toBeGreaterThan(counts.unknown / 10);
  },
  wait,
);
