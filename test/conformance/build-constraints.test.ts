/** Go's own cases for build constraints and file selection, from the installed toolchain's source tree. */
import { afterAll, describe, expect, test } from "bun:test";
import { type BuildContext, matchesTag } from "../../src/go/build-context.ts";
import {
  type Constraint,
  evaluateConstraint,
  formatConstraint,
  goVersionBound,
  isGoBuildLine,
  parseGoBuild,
  parsePlusBuild,
  plusBuildLines,
  tagsOfConstraint,
} from "../../src/go/constraint.ts";
import { matchFileName } from "../../src/go/file-name.ts";
import { scanCommentHeader, scanGoHeader } from "../../src/go/go-header.ts";
import { isUnixOs, knownArch, knownOs } from "../../src/go/platforms.ts";
import { selectFile } from "../../src/go/select-file.ts";
import { flagOf, type GoValue, numberOf, readGoVariable, rowsOf, textOf } from "./go-literals.ts";
import { readGoSource } from "./go-sources.ts";
import { reportSuite } from "./report-suite.ts";

let cases = 0;
afterAll(() => reportSuite("build-constraints", cases));

const exprTests = readGoSource("go/build/constraint/expr_test.go");
const buildTests = readGoSource("go/build/build_test.go");
const encoder = new TextEncoder();

/** The constraint that calls like `and(tag("x"), tag("y"))` of a test build. */
function constraintOf(value: GoValue | undefined): Constraint {
  if (typeof value !== "object" || value === null || Array.isArray(value) || !("call" in value)) {
    throw new TypeError(`No constraint: ${JSON.stringify(value)}`);
  }
  const { call, args } = value as { call: string; args: readonly GoValue[] };
  if (call === "tag") return { kind: "tag", tag: textOf(args[0]) };
  if (call === "not") return { kind: "not", operand: constraintOf(args[0]) };
  if (call !== "and" && call !== "or") throw new TypeError(`No constraint: ${call}`);
  return { kind: call, left: constraintOf(args[0]), right: constraintOf(args[1]) };
}

function parse(line: string) {
  return isGoBuildLine(line) ? parseGoBuild(line) : parsePlusBuild(line);
}

/** What a line parses to, as text; throws with go's words when it does not. */
function parsed(line: string): Constraint {
  const result = parse(line);
  if (!result.ok) throw new Error(result.problem.reason);
  return result.constraint;
}

function caseOf(title: string, run: () => void): void {
  test(title, () => {
    cases++;
    run();
  });
}

describe("expressions", () => {
  for (const { x, out } of rowsOf(readGoVariable(exprTests, "exprStringTests"))) {
    caseOf(`"${textOf(out)}" is formatted as go does`, () => {
      expect(formatConstraint(constraintOf(x))).toBe(textOf(out));
    });
  }

  for (const { in: input, x } of rowsOf(readGoVariable(exprTests, "parseExprTests"))) {
    caseOf(`"${textOf(input)}" is parsed as go does`, () => {
      expect(formatConstraint(parsed(`//go:build ${textOf(input)}`))).toBe(formatConstraint(constraintOf(x)));
    });
  }

  for (const { in: input, err } of rowsOf(readGoVariable(exprTests, "parseExprErrorTests"))) {
    caseOf(`"${textOf(input)}" is refused at go's place in go's words`, () => {
      const { Offset, Err } = err as { Offset: GoValue; Err: GoValue };
      // Go's own test hands over the blank at the end, which a line would lose; the place is the end either way.
      const text = textOf(input);
      const line = `//go:build ${text}`;
      const result = parseGoBuild(line);
      expect(result.ok).toBe(false);
      if (result.ok) return;
      expect(result.problem.reason).toBe(textOf(Err));
      expect(result.problem.offset - "//go:build ".length).toBe(
        Math.min(numberOf(Offset), text.trimEnd().length),
      );
    });
  }

  for (const { in: input, out } of rowsOf(readGoVariable(exprTests, "lexTests"))) {
    const [, reason] = /err: (.*)$/.exec(textOf(out)) ?? [];
    if (reason === undefined) continue;
    caseOf(`"${textOf(input)}" has a character that go refuses`, () => {
      expect(parse(`//go:build ${textOf(input)}`)).toMatchObject({ ok: false, problem: { reason } });
    });
  }

  for (const { in: input, ok, tags } of rowsOf(readGoVariable(exprTests, "exprEvalTests"))) {
    caseOf(`"${textOf(input)}" asks for every tag`, () => {
      const constraint = parsed(`//go:build ${textOf(input)}`);
      expect(evaluateConstraint(constraint, (tag) => tag === "yes")).toBe(flagOf(ok));
      expect([...tagsOfConstraint(constraint)].sort()).toEqual(textOf(tags).split(" ").sort());
    });
  }

  for (const { in: input, x } of rowsOf(readGoVariable(exprTests, "parsePlusBuildExprTests"))) {
    caseOf(`"// +build ${textOf(input)}" is parsed as go does`, () => {
      expect(formatConstraint(parsed(`// +build ${textOf(input)}`))).toBe(formatConstraint(constraintOf(x)));
    });
  }

  for (const { in: input, x, err } of rowsOf(readGoVariable(exprTests, "constraintTests"))) {
    caseOf(`the line ${JSON.stringify(textOf(input))} is told apart as go does`, () => {
      const result = parse(textOf(input));
      if (textOf(err) !== "") expect(result).toMatchObject({ ok: false, problem: { reason: textOf(err) } });
      else expect(formatConstraint(parsed(textOf(input)))).toBe(formatConstraint(constraintOf(x)));
    });
  }

  for (const { in: input, out, err } of rowsOf(readGoVariable(exprTests, "plusBuildLinesTests"))) {
    caseOf(`"${textOf(input)}" becomes go's +build lines`, () => {
      const result = plusBuildLines(parsed(`//go:build ${textOf(input)}`));
      if (err !== null && err !== undefined) expect(result.ok).toBe(false);
      else {
        const lines = (out as readonly GoValue[]).map((line) => `// +build ${textOf(line)}`);
        expect(result).toEqual({ ok: true, lines });
      }
    });
  }

  for (const [part, reason] of [
    ["//go:build a || ", "build expression too large"],
    ["//go:build a && ", "build expression too large"],
    ["//go:build (a &&", "build expression too large"],
    ["//go:build (a ||", "build expression too large"],
    ["// +build a ", "expression too complex for // +build lines"],
    ["// +build a,", "expression too complex for // +build lines"],
  ] as const) {
    caseOf(`too many of "${part}" are refused`, () => {
      const [, prefix = "", rest = ""] = /^(\/\/ ?(?:go:build|\+build) )(.*)$/.exec(part) ?? [];
      const line = prefix + rest.repeat(prefix.includes("go:build") ? 1002 : 102);
      expect(parse(line)).toMatchObject({ ok: false, problem: { reason } });
    });
  }

  const versionTests = readGoSource("go/build/constraint/vers_test.go");
  for (const { in: input, out } of rowsOf(readGoVariable(versionTests, "tests"))) {
    caseOf(`"${textOf(input)}" has go's lower bound`, () => {
      expect(goVersionBound(parsed(textOf(input))) ?? -1).toBe(numberOf(out));
    });
  }
});

describe("files", () => {
  const context = (parts: Partial<BuildContext>): BuildContext => ({
    goos: "",
    goarch: "",
    cgo: false,
    tags: [],
    goMinor: 0,
    toolTags: [],
    ...parts,
  });

  for (const row of rowsOf(readGoVariable(buildTests, "shouldBuildTests"))) {
    caseOf(`shouldBuild ${textOf(row.name)}`, () => {
      const header = scanGoHeader(encoder.encode(textOf(row.content)));
      const err = row.err as { code?: string } | null | undefined;
      if (err?.code === "errMultipleGoBuild") {
        expect(header.constraintProblem).toBe("multiple //go:build comments");
        return;
      }
      expect(err ?? null).toBeNull();
      const tags = header.constraint ? [...tagsOfConstraint(header.constraint)] : [];
      expect(tags.sort()).toEqual(Object.keys((row.tags as object | undefined) ?? {}).sort());
      expect(selectFile("x.go", header, context({ tags: ["yes"] })).selected).toBe(flagOf(row.shouldBuild));
    });
  }

  for (const row of rowsOf(readGoVariable(buildTests, "matchFileTests"))) {
    const name = textOf(row.name);
    caseOf(`matchFile ${name}`, () => {
      const { code } = row.ctxt as { code: string };
      const goos = code === "ctxtP9" ? "plan9" : "android";
      const bytes = encoder.encode(textOf(row.data));
      const header = name.endsWith(".go") ? scanGoHeader(bytes) : scanCommentHeader(bytes);
      expect(selectFile(name, header, context({ goos, goarch: "arm" })).selected).toBe(flagOf(row.match));
    });
  }

  caseOf("a tag of -tags satisfies a file name too", () => {
    expect(matchFileName("hello_linux.go", context({ goos: "darwin", tags: ["linux"] }))).toBe(true);
  });

  const lists = readGoSource("internal/syslist/syslist.go");
  for (const [name, ours] of [
    ["KnownOS", knownOs],
    ["KnownArch", knownArch],
    ["UnixOS", new Set([...knownOs].filter(isUnixOs))],
  ] as const) {
    caseOf(`the names of ${name} are go's`, () => {
      expect([...ours].sort()).toEqual(Object.keys(readGoVariable(lists, name) as object).sort());
    });
  }

  caseOf("a release tag is on up to the running toolchain, and only in its short form", () => {
    const on = (tag: string) => matchesTag(tag, context({ goMinor: 21 }));
    expect(["go1", "go1.1", "go1.21", "go1.22", "go1.21.3", "go1.01"].filter(on)).toEqual([
      "go1.1",
      "go1.21",
    ]);
  });
});
