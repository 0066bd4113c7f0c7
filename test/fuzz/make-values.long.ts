/**
 * What make says about random Makefiles must be what we say, or unknown to us: values of expressions, and
 * whether a variable refers to itself. Skipped, visibly, where there is no make.
 *
 *   bun test ./test/fuzz/make-values.long.ts   BREAKWATER_SEED=n repeats a run, BREAKWATER_FUZZ_RUNS=n sizes it
 */
import { expect, test } from "bun:test";
import { tmpdir } from "node:os";
import fc from "fast-check";
import { embedUnchanged } from "../../src/text/embedded-text.ts";
import { sourceFromText } from "../../src/text/source-file.ts";
import type { ExpandedText } from "../../src/workspace/make/model.ts";
import { parseMakefile } from "../../src/workspace/make/parse-makefile.ts";
import { freshSeed } from "../seed-of-run.ts";

const seed = freshSeed();
const programs = Math.max(50, Math.round(Number(process.env.BREAKWATER_FUZZ_RUNS ?? 20_000) / 10));
const wait = 1_800_000;
console.log(`make: ${programs} Makefiles, seed ${seed}`);

const atom = fc.constantFrom(
  "a.c",
  "b.o",
  "dir/x.go",
  "x",
  "y.tar.gz",
  "%.c",
  "lib%",
  "foo",
  "",
  "-L",
  "./p/...",
  "a b c",
  "$$HOME",
  "a,b",
  "(p)",
  "it's",
  "a b",
  "  two  blanks ",
  "%",
  "x%y",
  "\\\\%.c",
  "dir/",
  ".c",
  "{q,r}",
  "$$(A)",
);
const name = fc.constantFrom("A", "B", "C", "D", "E");
const expression: fc.Arbitrary<string> = fc.letrec<{ e: string }>((tie) => ({
  e: fc.oneof(
    { maxDepth: 3 },
    atom,
    name.map((n) => `$(${n})`),
    fc.tuple(tie("e"), tie("e")).map((two) => two.join(" ")),
    fc
      .tuple(
        fc.constantFrom("filter", "filter-out", "findstring", "join", "addprefix", "addsuffix", "or", "and"),
        tie("e"),
        tie("e"),
      )
      .map(([f, a, b]) => `$(${f} ${a},${b})`),
    fc
      .tuple(fc.constantFrom("subst", "patsubst", "if"), tie("e"), tie("e"), tie("e"))
      .map(([f, a, b, c]) => `$(${f} ${a},${b},${c})`),
    fc
      .tuple(
        fc.constantFrom(
          "strip",
          "sort",
          "words",
          "firstword",
          "lastword",
          "dir",
          "notdir",
          "suffix",
          "basename",
          "word 2,",
          "wordlist 1,2,",
        ),
        tie("e"),
      )
      .map(([f, a]) => `$(${f} ${a})`),
    fc.tuple(tie("e"), tie("e")).map(([a, b]) => `$(foreach i,${a},<$(i)${b}>)`),
    fc.tuple(name, tie("e"), tie("e")).map(([n, a, b]) => `$(call ${n},${a},${b})`),
    fc.tuple(name, fc.constantFrom(".c=.o", "%.c=%.o", "%=x%")).map(([n, r]) => `$(${n}:${r})`),
    fc.tuple(tie("e"), tie("e")).map(([a, b]) => `$(foreach i,${a},$(patsubst ${b},,$(i)))`),
    fc
      .tuple(fc.constantFrom("filter", "dir", "words", "join"), tie("e"))
      .map(([f, a]) => `$(call ${f},${a},x)`),
    tie("e").map((a) => `\${words ${a}}`),
    fc.constantFrom("$(1)", "$(2)", "$(value A)", "$(if $(1),$(call B,,$(1)))"),
  ),
})).e;
const statement = fc.oneof(
  fc
    .tuple(name, fc.constantFrom("=", ":=", "?=", "+=", "::="), expression)
    .map(([n, o, e]) => `${n} ${o} ${e}`),
  fc
    .tuple(fc.constantFrom("ifeq", "ifneq"), expression, expression, name, expression, expression)
    .map(([k, a, b, n, e, f]) => `${k} (${a},${b})\n${n} := ${e}\nelse\n${n} = ${f}\nendif`),
  fc
    .tuple(fc.constantFrom("ifdef", "ifndef"), name, name, expression)
    .map(([k, a, n, e]) => `${k} ${a}\n${n} += ${e}\nendif`),
  fc.tuple(name, expression, expression).map(([n, a, b]) => `define ${n}\n${a}\n${b}\nendef`),
);

const program = fc.record({
  first: fc.array(expression, { minLength: 5, maxLength: 5 }),
  lines: fc.array(statement, { maxLength: 6 }),
  expressions: fc.array(expression, { minLength: 1, maxLength: 4 }),
});

/** What make prints for expressions; undefined when it cannot end in time, or says that the Makefile is wrong. */
function askMake(text: string, expressions: readonly string[]): readonly string[] | "recursive" | undefined {
  const infos = expressions.map((given) => `$(info <<<${given}>>>)`).join("\n");
  const { stdout, stderr, exitCode } = Bun.spawnSync(["make", "-f", "-"], {
    stdin: new TextEncoder().encode(`${text}${infos}\nall:;@:\n`),
    // Random variables can double with every line: make itself then never ends.
    timeout: 150,
    env: { PATH: process.env.PATH ?? "", LC_ALL: "C", TMPDIR: tmpdir() },
  });
  if (/Recursive variable/.test(stderr.toString())) return "recursive";
  if (exitCode !== 0) return undefined;
  return [...stdout.toString().matchAll(/<<<([\s\S]*?)>>>\n/g)].map((match) => match[1] ?? "");
}

test.skipIf(Bun.which("make") === null)(
  "random Makefiles have the values that make gives them",
  () => {
    const counts = { equal: 0, unknown: 0, recursive: 0, recursiveUnknown: 0, unanswered: 0 };
    for (const { first, lines, expressions } of fc.sample(program, { seed, numRuns: programs })) {
      // What `$(1)` is outside of a call is nothing: said aloud, it is known to both.
      const text = `1 =\n2 =\n${[..."ABCDE"].map((n, index) => `${n} = ${first[index] ?? ""}`).join("\n")}\n${lines.join("\n")}\n`;
      const want = askMake(text, expressions);
      if (want === undefined) {
        counts.unanswered++;
        continue;
      }
      const makefile = parseMakefile(sourceFromText({ path: "Makefile", text }));
      const scope = { target: undefined, overrides: new Map<string, string>() };
      const got = expressions.map((given): ExpandedText => makefile.expand(embedUnchanged(given), scope));
      const stops = makefile.stops !== undefined || got.some(({ recursive }) => recursive !== undefined);
      if (want === "recursive") {
        counts[stops ? "recursive" : "recursiveUnknown"]++;
        continue;
      }
      expect({ text, expressions, stops }).toEqual({ text, expressions, stops: false });
      for (const [index, { holes, text: value }] of got.entries()) {
        if (holes.length > 0) {
          counts.unknown++;
          continue;
        }
        const given = expressions[index];
        expect({ text, given, value }).toEqual({ text, given, value: want[index] ?? "" });
        counts.equal++;
      }
    }
    console.log(
      `make: ${counts.equal} values equal, ${counts.unknown} unknown to us; ${counts.recursive} Makefiles stop by recursion, ${counts.recursiveUnknown} unknown; no answer of make: ${counts.unanswered}`,
    );
    expect(counts.equal).toBeGreaterThan(0);
    // A condition that we cannot decide may hide what make expands, seldom.
    expect(counts.recursive).toBeGreaterThan(20 * counts.recursiveUnknown);
  },
  wait,
);
