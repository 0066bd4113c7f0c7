/**
 * Build constraints: `//go:build` expressions and the older `// +build` lines.
 * Follows https://pkg.go.dev/go/build/constraint and `go help buildconstraint`.
 */
import type { Span } from "../text/span.ts";
import { parseGoBuildExpression } from "./go-build-expression.ts";
import { parsePlusBuildExpression } from "./plus-build-expression.ts";
import { leadingGoSpace, trimGoSpace } from "./white-space.ts";

/** A boolean expression over build tags. Spans count in the line that was parsed. */
export type Constraint =
  | { readonly kind: "tag"; readonly tag: string; readonly span?: Span }
  | { readonly kind: "not"; readonly operand: Constraint; readonly span?: Span }
  | { readonly kind: "and"; readonly left: Constraint; readonly right: Constraint; readonly span?: Span }
  | { readonly kind: "or"; readonly left: Constraint; readonly right: Constraint; readonly span?: Span };

export interface ConstraintProblem {
  /** Go's own words, without its `parsing //go:build line:` prefix. */
  readonly reason: string;
  /** Where in the line, in UTF-16 units. */
  readonly offset: number;
}

export type ConstraintResult =
  | { readonly ok: true; readonly constraint: Constraint }
  | { readonly ok: false; readonly problem: ConstraintProblem };

/** Whether the line is a `//go:build` line; only the start is looked at. */
export function isGoBuildLine(line: string): boolean {
  return goBuildExpression(line) !== undefined;
}

/** Whether the line is a `// +build` line; the blank after the slashes may be absent. */
export function isPlusBuildLine(line: string): boolean {
  return plusBuildExpression(line) !== undefined;
}

/** Parses a `//go:build` line. */
export function parseGoBuild(line: string): ConstraintResult {
  const expression = goBuildExpression(line);
  if (!expression) return { ok: false, problem: { reason: "not a build constraint", offset: 0 } };
  return parseGoBuildExpression(line, expression);
}

/** Parses a `// +build` line: blanks mean OR, commas AND, `!` NOT; a word that is no tag becomes the tag `ignore`. */
export function parsePlusBuild(line: string): ConstraintResult {
  const expression = plusBuildExpression(line);
  if (!expression) return { ok: false, problem: { reason: "not a build constraint", offset: 0 } };
  return parsePlusBuildExpression(line, expression);
}

/** Evaluates with the given answer for each tag; every tag is asked, so that a caller can collect them. */
export function evaluateConstraint(constraint: Constraint, hasTag: (tag: string) => boolean): boolean {
  switch (constraint.kind) {
    case "tag":
      return hasTag(constraint.tag);
    case "not":
      return !evaluateConstraint(constraint.operand, hasTag);
    case "and": {
      const left = evaluateConstraint(constraint.left, hasTag);
      return evaluateConstraint(constraint.right, hasTag) && left;
    }
    case "or": {
      const left = evaluateConstraint(constraint.left, hasTag);
      return evaluateConstraint(constraint.right, hasTag) || left;
    }
  }
}

/** Each tag of the expression once, in the order of the text. */
export function tagsOfConstraint(constraint: Constraint): readonly string[] {
  const tags = new Set<string>();
  evaluateConstraint(constraint, (tag) => {
    tags.add(tag);
    return false;
  });
  return [...tags];
}

/** The canonical text of an expression, without `//go:build`. */
export function formatConstraint(constraint: Constraint): string {
  switch (constraint.kind) {
    case "tag":
      return constraint.tag;
    case "not":
      return `!${parenthesize(constraint.operand, ["and", "or"])}`;
    case "and":
      return `${parenthesize(constraint.left, ["or"])} && ${parenthesize(constraint.right, ["or"])}`;
    case "or":
      return `${parenthesize(constraint.left, ["and"])} || ${parenthesize(constraint.right, ["and"])}`;
  }
}

/** Joins expressions with AND, as go does for several `+build` lines; undefined for none. */
export function andConstraints(constraints: readonly Constraint[]): Constraint | undefined {
  let all: Constraint | undefined;
  for (const next of constraints) all = all ? { kind: "and", left: all, right: next } : next;
  return all;
}

function parenthesize(constraint: Constraint, kinds: readonly Constraint["kind"][]): string {
  const text = formatConstraint(constraint);
  return kinds.includes(constraint.kind) ? `(${text})` : text;
}

function goBuildExpression(line: string): Span | undefined {
  const one = withoutLineEnd(line);
  if (one === undefined || !one.startsWith("//go:build")) return undefined;
  return expressionAfter(one, "//go:build".length);
}

function plusBuildExpression(line: string): Span | undefined {
  const one = withoutLineEnd(line);
  if (one === undefined || !one.startsWith("//")) return undefined;
  const start = 2 + leadingGoSpace(one.slice(2));
  if (!one.startsWith("+build", start)) return undefined;
  return expressionAfter(one, start + "+build".length);
}

/** The expression after a prefix, which must be followed by white space or the end. */
function expressionAfter(line: string, prefixEnd: number): Span | undefined {
  const rest = line.slice(prefixEnd);
  const trimmed = trimGoSpace(rest);
  const blanks = leadingGoSpace(rest);
  if (trimmed !== "" && blanks === 0) return undefined;
  const start = prefixEnd + (trimmed === "" ? 0 : blanks);
  return { start, end: start + trimmed.length };
}

function withoutLineEnd(line: string): string | undefined {
  const one = line.endsWith("\n") ? line.slice(0, -1) : line;
  return one.includes("\n") ? undefined : one;
}

const COMPLEX = "expression too complex for // +build lines";

/** The `// +build` lines that mean the same, or the reason why there are none. */
export function plusBuildLines(
  constraint: Constraint,
):
  | { readonly ok: true; readonly lines: readonly string[] }
  | { readonly ok: false; readonly reason: string } {
  const lines: Constraint[][][] = [];
  for (const any of splitAt("and", pushNegations(constraint, false))) {
    const options = splitAt("or", any).map((all) => splitAt("and", all));
    if (
      options.some((literals) => literals.some((literal) => literal.kind === "and" || literal.kind === "or"))
    ) {
      return { ok: false, reason: COMPLEX };
    }
    lines.push(options);
  }
  // Without any OR everything fits on one line, joined by commas.
  const isOneLine = lines.every((options) => options.length === 1);
  const rows = isOneLine ? [[lines.flatMap((options) => options[0] ?? [])]] : lines;
  return {
    ok: true,
    lines: rows.map(
      (options) => `// +build ${options.map((all) => all.map(formatConstraint).join(",")).join(" ")}`,
    ),
  };
}

/**
 * The K of the lowest Go version 1.K that the expression implies: least over OR, greatest over AND.
 * Undefined when it can be true without any version tag; 0 for the tag `go1`.
 */
export function goVersionBound(constraint: Constraint): number | undefined {
  const bound = versionBound(constraint, false);
  return bound < 0 ? undefined : bound;
}

function versionBound(constraint: Constraint, isNegated: boolean): number {
  switch (constraint.kind) {
    case "tag":
      return isNegated ? -1 : versionOfTag(constraint.tag);
    case "not":
      return versionBound(constraint.operand, !isNegated);
    default: {
      const left = versionBound(constraint.left, isNegated);
      const right = versionBound(constraint.right, isNegated);
      const isAnd = (constraint.kind === "and") !== isNegated;
      return isAnd ? Math.max(left, right) : Math.min(left, right);
    }
  }
}

function versionOfTag(tag: string): number {
  if (tag === "go1") return 0;
  // Go cuts at the first "go1." wherever it stands.
  const at = tag.indexOf("go1.");
  const digits = at < 0 ? "" : tag.slice(at + 4);
  return /^[0-9]+$/.test(digits) ? Number(digits) : -1;
}

/** Moves every negation down to a tag, by De Morgan's laws. */
function pushNegations(constraint: Constraint, isNegated: boolean): Constraint {
  switch (constraint.kind) {
    case "tag":
      return isNegated ? { kind: "not", operand: constraint } : constraint;
    case "not":
      return pushNegations(constraint.operand, !isNegated);
    default: {
      const left = pushNegations(constraint.left, isNegated);
      const right = pushNegations(constraint.right, isNegated);
      const isAnd = (constraint.kind === "and") !== isNegated;
      return { kind: isAnd ? "and" : "or", left, right };
    }
  }
}

function splitAt(kind: "and" | "or", constraint: Constraint): Constraint[] {
  if (constraint.kind !== kind) return [constraint];
  return [...splitAt(kind, constraint.left), ...splitAt(kind, constraint.right)];
}
