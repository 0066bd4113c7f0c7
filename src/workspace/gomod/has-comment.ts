import type { ModFile } from "../../go/modfile/model.ts";
import type { Statement } from "../../go/modfile/syntax.ts";
import { isInside, type Span } from "../../text/span.ts";

/** Whether a person wrote a comment to a directive: on its line, above it, or above its block. */
export function hasComment({ syntax }: Pick<ModFile, "syntax">, span: Span): boolean {
  return syntax.statements.some((statement) => isInside(span, statement.span) && speaksOf(statement, span));
}

function speaksOf(statement: Statement, span: Span): boolean {
  if (statement.before.some(isText)) return true;
  if (statement.kind !== "block") return statement.suffix.some(isText);
  return statement.lines.some(
    (line) => isInside(span, line.span) && [...line.before, ...line.suffix].some(isText),
  );
}

function isText({ text }: { readonly text: string }): boolean {
  return /\w/.test(text) && !/^\/\/\s*indirect$/.test(text);
}
