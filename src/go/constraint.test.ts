import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  andConstraints,
  type Constraint,
  evaluateConstraint,
  formatConstraint,
  goVersionBound,
  parseGoBuild,
  parsePlusBuild,
  plusBuildLines,
} from "./constraint.ts";

function parsed(line: string): Constraint {
  const result = line.includes("+build") ? parsePlusBuild(line) : parseGoBuild(line);
  if (!result.ok) throw new Error(result.problem.reason);
  return result.constraint;
}

const anyConstraint = fc.letrec<{ node: Constraint }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom("a", "b", "c", "go1.21", "linux").map((tag): Constraint => ({ kind: "tag", tag })),
    tie("node").map((operand): Constraint => ({ kind: "not", operand })),
    fc
      .tuple(fc.constantFrom("and" as const, "or" as const), tie("node"), tie("node"))
      .map(([kind, left, right]): Constraint => ({ kind, left, right })),
  ),
})).node;

/** Every assignment of the tags that the generator uses. */
const assignments = Array.from(
  { length: 32 },
  (_, bits) => (tag: string) => ((bits >> ["a", "b", "c", "go1.21", "linux"].indexOf(tag)) & 1) === 1,
);

function table(constraint: Constraint): boolean[] {
  return assignments.map((hasTag) => evaluateConstraint(constraint, hasTag));
}

/** `!!x` is no valid expression, so double negations are taken out before formatting. */
function withoutDoubleNegation(constraint: Constraint): Constraint {
  if (constraint.kind === "tag") return constraint;
  if (constraint.kind === "not") {
    const operand = withoutDoubleNegation(constraint.operand);
    return operand.kind === "not" ? operand.operand : { kind: "not", operand };
  }
  const { kind } = constraint;
  return {
    kind,
    left: withoutDoubleNegation(constraint.left),
    right: withoutDoubleNegation(constraint.right),
  };
}

describe("constraints", () => {
  test("what is formatted parses to the same truth table", () => {
    fc.assert(
      fc.property(anyConstraint, (constraint) => {
        const written = formatConstraint(withoutDoubleNegation(constraint));
        expect(table(parsed(`//go:build ${written}`))).toEqual(table(constraint));
        expect(formatConstraint(parsed(`//go:build ${written}`))).toBe(written);
      }),
    );
  });

  test("+build lines, ANDed, have the truth table of the expression", () => {
    fc.assert(
      fc.property(anyConstraint, (constraint) => {
        const result = plusBuildLines(constraint);
        if (!result.ok) return;
        const all = andConstraints(result.lines.map(parsed));
        expect(all && table(all)).toEqual(table(constraint));
      }),
    );
  });

  test("any text at all gives a constraint or a reason inside the line", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.constantFrom("//go:build ", "// +build "),
        (text, prefix) => {
          const line = prefix + text;
          const result = prefix.includes("+") ? parsePlusBuild(line) : parseGoBuild(line);
          if (result.ok) return;
          expect(result.problem.offset).toBeGreaterThanOrEqual(0);
          expect(result.problem.offset).toBeLessThanOrEqual(line.length);
        },
      ),
    );
  });

  test("spans cover the text of each part", () => {
    const line = "//go:build linux && !( amd64||go1.21 )";
    const all = parsed(line);
    const text = ({ span }: Constraint) => span && line.slice(span.start, span.end);
    expect(text(all)).toBe("linux && !( amd64||go1.21 )");
    if (all.kind !== "and" || all.right.kind !== "not") throw new Error("not the expected tree");
    expect(text(all.left)).toBe("linux");
    expect(text(all.right)).toBe("!( amd64||go1.21 )");
    expect(text(all.right.operand)).toBe("( amd64||go1.21 )");
  });

  test("spans of +build words stand where the words stand", () => {
    const line = "//  +build  linux,!cgo darwin";
    const any = parsed(line);
    if (any.kind !== "or" || any.left.kind !== "and") throw new Error("not the expected tree");
    const text = ({ span }: Constraint) => span && line.slice(span.start, span.end);
    expect([text(any), text(any.left), text(any.left.right), text(any.right)]).toEqual([
      "linux,!cgo darwin",
      "linux,!cgo",
      "!cgo",
      "darwin",
    ]);
  });

  test.each([
    ["//go:build go1.18", 18],
    ["//go:build go1.16 || linux", undefined],
    ["//go:build go1.16 && go1.23", 23],
    ["//go:build !go1.16", undefined],
    ["//go:build go1", 0],
    ["//go:build !(linux || !go1.20)", 20],
  ])("%s has the lower bound %p", (line, bound) => {
    expect(goVersionBound(parsed(line))).toBe(bound);
  });
});
