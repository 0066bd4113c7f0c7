/**
 * Throws damaged and made-up input at Go's formats and decisions: module files, constraints, headers, flags,
 * environment values, toolchain and mode questions, GitHub's expressions and matrices. Nothing may throw,
 * nothing may take a second, every span lies inside its text. Over 300 lines because it is one list of formats.
 *
 *   bun test ./test/fuzz/go-formats.long.ts   BREAKWATER_SEED=n repeats a run, BREAKWATER_FUZZ_RUNS=n sizes it
 */
import { afterAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  type Constraint,
  formatConstraint,
  goVersionBound,
  parseGoBuild,
  parsePlusBuild,
  plusBuildLines,
} from "../../src/go/constraint.ts";
import { effectiveFlag } from "../../src/go/effective-flag.ts";
import { parseGoEnvFile } from "../../src/go/env-file.ts";
import { environmentNames, nearestKnownName } from "../../src/go/environment-names.ts";
import { judgeEnvironmentValue } from "../../src/go/environment-values.ts";
import { parseGoArguments, subcommands } from "../../src/go/flag-table.ts";
import { scanCommentHeader, scanGoHeader } from "../../src/go/go-header.ts";
import { compareGoVersions, parseGoVersion } from "../../src/go/go-version.ts";
import { parseGodebug } from "../../src/go/godebug.ts";
import { parseGoflags } from "../../src/go/goflags.ts";
import { parseGoproxy } from "../../src/go/goproxy.ts";
import { unknownListField } from "../../src/go/list-fields.ts";
import { selectMode } from "../../src/go/mode.ts";
import { formatModFile } from "../../src/go/modfile/format-mod-file.ts";
import { parseModFile, parseModFileLax } from "../../src/go/modfile/parse-mod-file.ts";
import { parseWorkFile } from "../../src/go/modfile/parse-work-file.ts";
import { quickModulePath } from "../../src/go/modfile/quick-module-path.ts";
import { checkModulePath, splitPathMajor } from "../../src/go/module-path.ts";
import { parseModulesTxt } from "../../src/go/modules-txt.ts";
import { matchPath } from "../../src/go/path-match.ts";
import { explainPatterns, matchesPrefixPatterns } from "../../src/go/private-patterns.ts";
import { parsePseudoVersion } from "../../src/go/pseudo-version.ts";
import { selectFile } from "../../src/go/select-file.ts";
import { compareSemver } from "../../src/go/semver.ts";
import { parseSumFile } from "../../src/go/sumfile.ts";
import { parseTagsFlag } from "../../src/go/tags-flag.ts";
import { selectToolchain, selectToolchainForMinor } from "../../src/go/toolchain-select.ts";
import { selectToolchainForTool } from "../../src/go/toolchain-select-tool.ts";
import { areEquivalent, isSatisfiable } from "../../src/go/truth-table.ts";
import { vetRefusesPlusBuild } from "../../src/go/vet-build-tags.ts";
import { decodeSource, sourceFromText } from "../../src/text/source-file.ts";
import { evaluateExpression } from "../../src/workspace/github/expression.ts";
import { parseWorkflow } from "../../src/workspace/github/parse-workflow.ts";
import { freshSeed } from "../seed-of-run.ts";
import { applyDamages, createClock, damages } from "./damage.ts";

const seed = freshSeed();
const runs = Number(process.env.BREAKWATER_FUZZ_RUNS ?? 6_000);
const wait = 1_800_000;
const clock = createClock(1_000);
let inputs = 0;
console.log(`seed ${seed}, ${runs} inputs per reader`);
afterAll(() =>
  console.log(`go formats: ${inputs} inputs, seed ${seed}, slowest ${clock.slowestMs.toFixed(0)} ms`),
);

/** Every `span`, `pathSpan` … below a value lies inside a text of this length. */
function checkSpans(value: unknown, length: number): void {
  const seen = new Set<object>();
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const item = pending.pop();
    if (typeof item !== "object" || item === null || seen.has(item)) continue;
    seen.add(item);
    if ("start" in item && "end" in item && typeof item.start === "number" && typeof item.end === "number") {
      if (!(item.start >= 0 && item.start <= item.end && item.end <= length))
        throw new RangeError(`Span ${item.start}–${item.end} in a text of ${length}`);
    }
    pending.push(...Object.values(item));
  }
}

function check<T>(arbitrary: fc.Arbitrary<T>, work: (input: T) => void, numRuns = runs): void {
  const property = fc.property(arbitrary, (input) => {
    inputs++;
    clock.run(() => work(input));
  });
  fc.assert(property, { seed, numRuns });
}

const pieces = [
  ..."\n\r\t \"'`\\/=><()[]{}.,;:!&|#@+-*?~$%",
  "//",
  "/*",
  "*/",
  "=>",
  "\r\n",
  "(\n",
  ")\n",
  "module ",
  "go 1.22\n",
  "require ",
  "replace ",
  "exclude ",
  "retract [v1.0.0, v1.1.0] // why\n",
  "use ./a\n",
  "tool a/b\n",
  "godebug default=go1.21\n",
  "ignore ./x\n",
  "toolchain go1.22.1\n",
  "example.com/a v1.2.3",
  "v2.0.0+incompatible",
  "v0.0.0-20200101000000-abcdefabcdef",
  "h1:",
  "# a v1.0.0 => b v1.0.0\n",
  "## explicit; go 1.20\n",
  "//go:build ",
  "// +build ",
  "package p\n",
  'import "C"\n',
  "import (\n",
  "linux",
  "!windows",
  "go1.21",
  "&&",
  "||",
  "\0",
  "é",
  "\ud800",
  "\u2028",
  "😀",
];
const made = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 6, unit: "binary" })), { maxLength: 60 })
  .map((parts) => parts.join(""));

const samples: Readonly<Record<string, string>> = {
  "go.mod":
    '// Deprecated: no\nmodule "example.com/a/v2" // m\n\ngo 1.22.0\n\ntoolchain go1.23.1\n\nrequire (\n\tb.c/d v1.0.0 // indirect\n\t`e.f/g` v0.0.0-20200101000000-abcdefabcdef\n)\nrequire x.y/z/v3 v3.0.0+incompatible\n\nreplace (\n\tb.c/d v1.0.0 => ./d\n\te.f/g => h.i/j v1.2.3\n)\nexclude b.c/d v1.1.0\nretract (\n\t[v1.0.0, v1.1.0] // why\n\tv1.2.0\n)\ntool b.c/d/cmd\ngodebug (\n\tdefault=go1.21\n)\nignore ./x\n',
  "go.work":
    "go 1.22\n\ntoolchain go1.22.3\n\nuse (\n\t.\n\t./a // c\n)\nreplace b.c/d => ../d\ngodebug x=1\n",
  "go.sum":
    "b.c/d v1.0.0 h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nb.c/d v1.0.0/go.mod h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n<<<<<<< HEAD\n",
  "vendor/modules.txt":
    "## workspace\n# b.c/d v1.0.0 => ./d\n## explicit; go 1.20\nb.c/d\nb.c/d/e\n# e.f/g => h.i/j v1.0.0\n",
  "a.go":
    '// c\n\n//go:build linux && (amd64 || !cgo)\n// +build linux\n// +build amd64 !cgo\n\n/* x */ package p\n\nimport (\n\t"fmt"\n\t_ `a/b`\n\tx "c" // d\n)\nimport "C"\n\nvar x = 1\n',
};

function fileOf(path: string): fc.Arbitrary<Uint8Array> {
  const original = new TextEncoder().encode(samples[path] ?? "");
  return fc.oneof(
    { weight: 3, arbitrary: damages(pieces).map((list) => applyDamages(original, list)) },
    made.map((text) => new TextEncoder().encode(text)),
  );
}

const readers: Readonly<Record<string, (bytes: Uint8Array) => void>> = {
  "go.mod": (bytes) => {
    const source = decodeSource("go.mod", bytes);
    const file = parseModFile(source);
    checkSpans(file, source.text.length);
    checkSpans(parseModFileLax(source), source.text.length);
    const printed = formatModFile(file.syntax);
    const again = parseModFile(sourceFromText({ path: "go.mod", text: printed }));
    if (file.problems.length === 0) {
      expect(again.problems).toEqual([]);
      expect(formatModFile(again.syntax)).toBe(printed);
    }
    quickModulePath(source.text);
  },
  "go.work": (bytes) => {
    const source = decodeSource("go.work", bytes);
    const file = parseWorkFile(source);
    checkSpans(file, source.text.length);
    formatModFile(file.syntax);
  },
  "go.sum": (bytes) => {
    const source = decodeSource("go.sum", bytes);
    checkSpans(parseSumFile(source), source.text.length);
  },
  "vendor/modules.txt": (bytes) => {
    const source = decodeSource("vendor/modules.txt", bytes);
    checkSpans(parseModulesTxt(source), source.text.length);
  },
  "a.go": (bytes) => {
    const { length } = decodeSource("a.go", bytes).text;
    for (const header of [scanGoHeader(bytes), scanCommentHeader(bytes)]) {
      const { constraint: _, ...placed } = header;
      checkSpans({ ...placed, constraintLines: placed.constraintLines.map(({ span }) => span) }, length);
      for (const name of ["a.go", "a_linux_arm64.go", "a_test.go", "_a.go", "a.syso", "a.c"])
        selectFile(name, header, context);
    }
  },
};
const context = {
  goos: "linux",
  goarch: "amd64",
  cgo: true,
  tags: ["a"],
  goMinor: 24,
  toolTags: ["amd64.v1"],
};

describe("damaged and made-up files", () => {
  for (const [path, read] of Object.entries(readers)) test(path, () => check(fileOf(path), read), wait);
});

const tag = fc.constantFrom(
  "linux",
  "unix",
  "a",
  "b",
  "go1.21",
  "go1.20",
  "cgo",
  "amd64",
  "windows",
  "é",
  "x.y",
);
const expression: fc.Arbitrary<string> = fc.letrec<{ e: string }>((tie) => ({
  e: fc.oneof(
    { maxDepth: 6 },
    tag,
    tie("e").map((e) => `!(${e})`),
    tag.map((t) => `!${t}`),
    fc
      .tuple(tie("e"), fc.constantFrom("&&", "||", "&", " "), tie("e"))
      .map(([a, o, b]) => `(${a} ${o} ${b})`),
  ),
})).e;
const line = fc.oneof(
  expression.map((e) => `//go:build ${e}`),
  made.map((text) => `//go:build ${text}`),
  made.map((text) => `// +build ${text}`),
  fc
    .array(fc.oneof(tag, fc.constantFrom(" ", ",", "!")), { maxLength: 30 })
    .map((t) => `// +build ${t.join("")}`),
);

test(
  "build constraints",
  () =>
    check(fc.tuple(line, line), (lines) => {
      const constraints: Constraint[] = [];
      for (const text of lines) {
        for (const result of [parseGoBuild(text), parsePlusBuild(text)]) {
          if (result.ok) constraints.push(result.constraint);
          else expect(result.problem.offset).toBeLessThanOrEqual(text.length);
        }
      }
      for (const constraint of constraints) {
        checkSpans(constraint, Math.max(...lines.map(({ length }) => length)));
        const printed = parseGoBuild(`//go:build ${formatConstraint(constraint)}`);
        if (printed.ok) expect(formatConstraint(printed.constraint)).toBe(formatConstraint(constraint));
        plusBuildLines(constraint);
        goVersionBound(constraint);
        isSatisfiable(constraint);
        vetRefusesPlusBuild(constraint, constraints);
      }
      const [left, right] = constraints;
      if (left && right) areEquivalent(left, right);
    }),
  wait,
);

const flagText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ..."-='\" ,|\t\n",
        "-tags=",
        "-mod=",
        "vendor",
        "-C",
        "-ldflags",
        "--",
        "-run",
        "-exec",
        "-v",
        "off",
        "direct",
      ),
      fc.string({ maxLength: 5, unit: "binary" }),
    ),
    { maxLength: 20 },
  )
  .map((parts) => parts.join(""));
const version = fc.oneof(
  fc.constantFrom(
    "1.11",
    "1.17",
    "1.18.2",
    "1.20",
    "1.21",
    "1.21.0",
    "1.21rc2",
    "1.22",
    "1.24.3-custom",
    "1.25",
    "1.999.0",
    "",
    "x",
    "go1.22",
    "1",
    "01.2",
    "9".repeat(400),
  ),
  made,
);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

test(
  "flags",
  () =>
    check(
      fc.tuple(
        fc.oneof(flagText, made),
        fc.array(flagText, { maxLength: 8 }),
        fc.constantFrom(...subcommands, "x"),
        optional(version),
      ),
      ([text, words, subcommand, goVersion]) => {
        const goflags = parseGoflags(text, goVersion);
        checkSpans(goflags, text.length);
        checkSpans(parseTagsFlag(text), text.length);
        const { flags } = parseGoArguments(subcommand, words, goVersion);
        for (const name of ["tags", "mod", "ldflags", "C"])
          effectiveFlag({ subcommand, name, goflags: goflags.words, flags });
        unknownListField(text, true);
      },
    ),
  wait,
);

test(
  "environment values and files",
  () =>
    check(
      fc.tuple(
        fc.oneof(flagText, made),
        fc.constantFrom(...environmentNames.keys(), "X", ""),
        fc.integer({ min: -1, max: 40 }),
      ),
      ([value, name, goMinor]) => {
        judgeEnvironmentValue({ name, value, goMinor });
        checkSpans(parseGoproxy(value), value.length);
        checkSpans(explainPatterns(value), value.length);
        matchesPrefixPatterns(value, "example.com/a/b");
        matchPath(value, "example.com");
        nearestKnownName(value);
        parseGodebug(value);
        parseGoEnvFile(value);
        checkModulePath(value);
        splitPathMajor(value);
        parsePseudoVersion(value);
        compareSemver(value, "v1.2.3");
        parseGoVersion(value);
        expect(compareGoVersions(value, value)).toBe(0);
      },
    ),
  wait,
);

const toolchainRequest = fc.record({
  installed: version,
  gotoolchain: fc.oneof(
    fc.constantFrom("auto", "local", "path", "go1.22.1", "go1.22+auto", "go1.21.0+path", "", "go1.22"),
    made,
  ),
  goLine: optional(version),
  toolchainLine: optional(fc.oneof(fc.constantFrom("default", "go1.24.0", "go1.22"), made)),
  gosumdb: optional(fc.oneof(fc.constantFrom("off", "sum.golang.org"), made)),
  goproxy: optional(fc.oneof(fc.constantFrom("off", "direct"), made)),
  directives: optional(fc.array(fc.constantFrom("tool", "godebug", "ignore", "x"), { maxLength: 3 })),
  members: optional(fc.array(fc.record({ folder: made, goLine: optional(version) }), { maxLength: 3 })),
  onPath: optional(fc.array(made, { maxLength: 2 })),
});

test(
  "questions about toolchains",
  () =>
    check(fc.tuple(toolchainRequest, optional(version)), ([request, toolGoLine]) => {
      const answer = selectToolchain(request);
      expect(["runs", "switches", "refuses"]).toContain(answer.outcome);
      expect(answer.outcome === "refuses").toBe(answer.error !== undefined);
      selectToolchainForMinor({ ...request, minor: request.installed });
      selectToolchainForTool({
        ...request,
        tool: "a.b/c@v1.0.0",
        toolGoLine,
        releases: ["1.22.0", "1.23.1"],
      });
    }),
  wait,
);

const modeQuestion = fc.record({
  modFlag: optional(fc.oneof(fc.constantFrom("mod", "vendor", "readonly", ""), made)),
  modFlagFrom: optional(fc.constantFrom("command" as const, "GOFLAGS" as const)),
  go111module: optional(fc.oneof(fc.constantFrom("on", "off", "auto"), made)),
  hasModFile: fc.boolean(),
  inWorkspace: fc.boolean(),
  goLine: optional(version),
  vendorFolderExists: fc.boolean(),
  vendorModules: optional(fc.record({ isWorkspace: fc.boolean() })),
  toolchain: version,
  subcommand: fc.oneof(fc.constantFrom(...subcommands), made),
  gopathFolder: optional(fc.boolean()),
});

test(
  "questions about modes",
  () =>
    check(modeQuestion, (question) => {
      const answer = selectMode(question);
      expect(answer.mode === "refuses").toBe(answer.error !== undefined);
      expect(answer.why.length).toBeGreaterThan(0);
    }),
  wait,
);

const expressionPiece = fc.constantFrom(
  ..."()[]{}.,'!<>=&|* \n",
  "matrix.go",
  "github['ref']",
  "contains(",
  "format('{0}{1}{{', ",
  "fromJSON('[1,{\"a\":[]}]')",
  "toJSON(",
  "join(",
  "hashFiles('**')",
  "success()",
  "1e3",
  "0x1F",
  "-1",
  "NaN",
  "''''",
  "null",
  "true",
  "&&",
  "||",
  "==",
  "!=",
  "${{",
  "}}",
);

test(
  "GitHub's expressions",
  () =>
    check(fc.array(fc.oneof({ weight: 6, arbitrary: expressionPiece }, made), { maxLength: 40 }), (parts) => {
      const result = evaluateExpression(parts.join(""), (path) => (path.length % 2 === 0 ? "x" : undefined));
      if (result.kind === "unknown") expect(result.reason.length).toBeGreaterThan(0);
    }),
  wait,
);

const scalar = fc.constantFrom(
  "1.20",
  "'1.20'",
  "a",
  "${{ fromJSON(x) }}",
  "[a, b]",
  "{x: 1}",
  "null",
  "*m",
  "true",
  "~",
);
const list = fc.array(scalar, { maxLength: 9 }).map((items) => `[${items.join(", ")}]`);
const cell = fc.dictionary(fc.constantFrom("go", "os", "x", "include"), scalar, { maxKeys: 3 }).map(
  (entries) =>
    `{${Object.entries(entries)
      .map(([key, value]) => `${key}: ${value}`)
      .join(", ")}}`,
);
const cells = fc.oneof(
  fc.array(cell, { maxLength: 6 }).map((items) => `[${items.join(", ")}]`),
  scalar,
);
const matrix = fc
  .tuple(
    fc.array(fc.tuple(fc.constantFrom("go", "os", "arch", "x", "y"), fc.oneof(list, scalar)), {
      maxLength: 5,
    }),
    cells,
    cells,
  )
  .map(
    ([vectors, include, exclude]) =>
      `{${vectors.map(([key, value]) => `${key}: ${value}, `).join("")}include: ${include}, exclude: ${exclude}}`,
  );

test(
  "matrices",
  () =>
    check(matrix, (text) => {
      const whole = `x: &m [1, 2]\non: push\njobs: {a: {runs-on: b, strategy: {matrix: ${text}}, steps: [{run: go build}]}}\n`;
      const workflow = parseWorkflow(sourceFromText({ path: ".github/workflows/a.yml", text: whole }));
      for (const { matrix: read } of workflow.jobs)
        if (read?.kind === "cells") expect(read.cells.length).toBeLessThanOrEqual(256);
    }),
  wait,
);
