/** Go writes paths without needless quotes and versions in canonical form; this does the same to a tree. */
import { canonicalModuleVersion } from "../semver.ts";
import { isPrintable, quoteGoString, unquoteGoString } from "./go-string.ts";
import type { Line, ModSyntax, Statement, Token } from "./syntax.ts";

const quotable = new Set(["module", "require", "exclude", "replace", "retract", "tool", "ignore", "use"]);
const reserved = /[ "'`]|\/\/|\/\*/;
const marks = /[()[\]{},]/;

/** The text as one token of a go.mod: quoted only where it must be. */
export function quoteIfNeeded(text: string): string {
  const mustQuote =
    text === "" ||
    reserved.test(text) ||
    (text.length > 1 && marks.test(text)) ||
    !Array.from(text).every(isPrintable);
  return mustQuote ? quoteGoString(text) : text;
}

/** The tree with every path and version in the form Go writes; the same tree when nothing differs. */
export function plainTokens(syntax: ModSyntax): ModSyntax {
  const statements = mapChanged(syntax.statements, plainStatement);
  return statements === syntax.statements ? syntax : { ...syntax, statements };
}

function plainStatement(statement: Statement): Statement {
  if (statement.kind === "comments") return statement;
  const keyword = statement.tokens[0]?.text ?? "";
  if (!quotable.has(keyword)) return statement;
  if (statement.kind === "line") return plainLine(statement, keyword, 1);
  const lines = mapChanged(statement.lines, (line) => plainLine(line, keyword, 0));
  return lines === statement.lines ? statement : { ...statement, lines };
}

/** `first` is the index of the first token behind the keyword. */
function plainLine(line: Line, keyword: string, first: number): Line {
  const tokens = mapChanged(line.tokens, (token, index) => {
    let text = token.text;
    if (text.startsWith('"')) {
      const value = unquoteGoString(text);
      if (value === undefined) return token;
      text = quoteIfNeeded(value);
    }
    if (isVersion(line.tokens, keyword, { index, first })) text = canonicalModuleVersion(text) || text;
    return text === token.text ? token : { ...token, text };
  });
  return tokens === line.tokens ? line : { ...line, tokens };
}

function isVersion(
  tokens: readonly Token[],
  keyword: string,
  { index, first }: { index: number; first: number },
): boolean {
  if (keyword === "require" || keyword === "exclude") return index === first + 1;
  if (keyword !== "replace") return false;
  const arrow = tokens.findIndex((token) => token.text === "=>");
  return (index === first + 1 && index < arrow) || index === arrow + 2;
}

/** As `map`, but gives the same list when no element changed. */
function mapChanged<T>(list: readonly T[], change: (value: T, index: number) => T): readonly T[] {
  let changed: T[] | undefined;
  for (const [index, value] of list.entries()) {
    const next = change(value, index);
    if (next !== value && !changed) changed = list.slice(0, index);
    changed?.push(next);
  }
  return changed ?? list;
}
