/** Changes to a syntax tree that keep every comment: the ground on which the edits of go.mod and go.work stand. */
import { unquoteGoString } from "./go-string.ts";
import {
  type Line,
  type LineBlock,
  type ModSyntax,
  noComments,
  type Statement,
  type Token,
} from "./syntax.ts";

const nowhere = { start: 0, end: 0 };

/** One directive with the values of its words: `args` lacks the keyword and the quotes. */
export interface Entry {
  readonly line: Line;
  readonly args: readonly string[];
}

/** All lines of one keyword, alone or in blocks, in order. */
export function entriesOf(syntax: ModSyntax, keyword: string): Entry[] {
  return syntax.statements.flatMap((statement) => {
    if (statement.kind === "comments" || statement.tokens[0]?.text !== keyword) return [];
    if (statement.kind === "line") return [{ line: statement, args: valuesOf(statement.tokens.slice(1)) }];
    return statement.lines.map((line) => ({ line, args: valuesOf(line.tokens) }));
  });
}

function valuesOf(tokens: readonly Token[]): string[] {
  return tokens.map(({ text }) => (text.startsWith('"') ? (unquoteGoString(text) ?? text) : text));
}

/** Tokens that stand nowhere in a file yet. */
function newTokens(words: readonly string[]): Token[] {
  return words.map((text) => ({ text, span: nowhere }));
}

/**
 * Changes the lines of one keyword: `change` gives the line to put there, or undefined to drop it with the
 * comment behind it. A block that loses lines until one is left becomes a line, an empty one goes.
 */
export function mapEntries(
  syntax: ModSyntax,
  keyword: string,
  change: (entry: Entry) => Line | undefined,
): ModSyntax {
  const statements = syntax.statements.flatMap((statement): Statement[] => {
    if (statement.kind === "comments" || statement.tokens[0]?.text !== keyword) return [statement];
    if (statement.kind === "line") {
      const line = change({ line: statement, args: valuesOf(statement.tokens.slice(1)) });
      return line ? [line] : [];
    }
    const lines = statement.lines.flatMap((line) => change({ line, args: valuesOf(line.tokens) }) ?? []);
    if (lines.length === statement.lines.length) return [{ ...statement, lines }];
    return collapse({ ...statement, lines });
  });
  return { ...syntax, statements };
}

/** Drops the lines of one keyword for which `matches` holds. */
export function dropEntries(
  syntax: ModSyntax,
  keyword: string,
  matches: (args: readonly string[]) => boolean,
): ModSyntax {
  return mapEntries(syntax, keyword, ({ line, args }) => (matches(args) ? undefined : line));
}

/** The same line with other words; `words` lacks the keyword. */
export function withWords(line: Line, keyword: string, words: readonly string[]): Line {
  const isAlone = line.tokens[0]?.text === keyword;
  return { ...line, tokens: newTokens(isAlone ? [keyword, ...words] : words) };
}

/**
 * Adds a line. Beside `near`, when it is given: behind it in its block, which is made if there is none yet;
 * as a statement of its own behind it when the keyword differs. Without `near`: to the last line or block
 * with the same keyword, else at the end. `end` is the end of the file in any case.
 */
export function addLine(syntax: ModSyntax, words: readonly string[], near?: Line | "end"): ModSyntax {
  const keyword = words[0] ?? "";
  const { statements } = syntax;
  if (near === "end") return insertStatement(syntax, statements.length, newLine(words));
  const index = near
    ? statements.findIndex((each) => each === near || (each.kind === "block" && each.lines.includes(near)))
    : statements.findLastIndex((each) => each.kind !== "comments" && each.tokens[0]?.text === keyword);
  const beside = statements[index];
  if (!beside) return insertStatement(syntax, statements.length, newLine(words));
  if (beside.kind === "comments" || beside.tokens[0]?.text !== keyword) {
    return insertStatement(syntax, index + 1, newLine(words));
  }
  const added = newLine(words.slice(1));
  const block = beside.kind === "block" ? beside : blockOf(beside);
  const at = beside.kind === "block" && near ? beside.lines.indexOf(near) + 1 : block.lines.length;
  const lines = block.lines.toSpliced(at === 0 ? block.lines.length : at, 0, added);
  return { ...syntax, statements: statements.with(index, { ...block, lines }) };
}

/** The tree with a statement put in at an index. */
export function insertStatement(syntax: ModSyntax, index: number, statement: Statement): ModSyntax {
  return { ...syntax, statements: syntax.statements.toSpliced(index, 0, statement) };
}

/** A line that stands nowhere in a file yet. */
export function newLine(words: readonly string[]): Line {
  return { kind: "line", tokens: newTokens(words), before: noComments, suffix: noComments, span: nowhere };
}

/** A block around one line; the line's own comments move into it. */
function blockOf(line: Line): LineBlock {
  const bare = { before: noComments, suffix: noComments, span: nowhere };
  return {
    kind: "block",
    tokens: line.tokens.slice(0, 1),
    before: noComments,
    open: bare,
    lines: [{ ...line, tokens: line.tokens.slice(1) }],
    close: bare,
    suffix: noComments,
    span: line.span,
  };
}

/** Turns every block of one line into a line and drops empty blocks, as go does when it writes the file. */
export function collapseBlocks(syntax: ModSyntax): ModSyntax {
  const statements = syntax.statements.flatMap((each) => (each.kind === "block" ? collapse(each) : [each]));
  return { ...syntax, statements };
}

function collapse(block: LineBlock): Statement[] {
  const [line, second] = block.lines;
  if (!line) return [];
  // Go loses the comments behind the parentheses here; we keep the block for their sake.
  const comments = [block.open.suffix, block.close.before, block.close.suffix];
  if (second || comments.some((list) => list.length > 0)) return [block];
  return [
    {
      ...line,
      tokens: [...block.tokens, ...line.tokens],
      before: [...block.before, ...line.before],
      suffix: [...line.suffix, ...block.suffix],
    },
  ];
}
