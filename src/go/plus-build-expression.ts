import type { Span } from "../text/span.ts";
import { isPossibleTag } from "./build-tag.ts";
import type { Constraint, ConstraintResult } from "./constraint.ts";
import { leadingGoSpace } from "./white-space.ts";

const MAX_PLUS_BUILD_OPERATORS = 100;

/** Parses the words of a `// +build` line, which stand at `expression` in the line. */
export function parsePlusBuildExpression(line: string, expression: Span): ConstraintResult {
  let operators = 0;
  let any: Constraint | undefined;
  let at = expression.start;
  while (at < expression.end) {
    at += leadingGoSpace(line.slice(at, expression.end));
    const clause = firstWord(line.slice(at, expression.end));
    if (clause === "") break;
    let all: Constraint | undefined;
    let literalAt = at;
    for (const literal of clause.split(",")) {
      const one = plusBuildLiteral(literal, { start: literalAt, end: literalAt + literal.length });
      if (all) operators++;
      all = all
        ? { kind: "and", left: all, right: one, span: { start: at, end: literalAt + literal.length } }
        : one;
      literalAt += literal.length + 1;
    }
    at += clause.length;
    if (!all) continue;
    if (any) operators++;
    any = any ? { kind: "or", left: any, right: all, span: { start: any.span?.start ?? 0, end: at } } : all;
    if (operators > MAX_PLUS_BUILD_OPERATORS) {
      const reason = "expression too complex for // +build lines";
      return { ok: false, problem: { reason, offset: expression.start } };
    }
  }
  return { ok: true, constraint: any ?? { kind: "tag", tag: "ignore", span: expression } };
}

/** The text up to Go's next white space. */
function firstWord(text: string): string {
  for (let i = 0; i < text.length; i++) if (leadingGoSpace(text.charAt(i)) > 0) return text.slice(0, i);
  return text;
}

function plusBuildLiteral(literal: string, span: Span): Constraint {
  if (literal.startsWith("!!") || literal === "!") return { kind: "tag", tag: "ignore", span };
  const isNegated = literal.startsWith("!");
  const word = isNegated ? literal.slice(1) : literal;
  const tag: Constraint = { kind: "tag", tag: isPossibleTag(word) ? word : "ignore", span };
  return isNegated ? { kind: "not", operand: tag, span } : tag;
}
