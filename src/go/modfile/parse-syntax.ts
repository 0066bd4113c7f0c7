/** Builds the syntax tree of a go.mod or go.work. Reference: https://go.dev/ref/mod#go-mod-file-grammar */
import type { SourceFile } from "../../text/source-file.ts";
import type { Span } from "../../text/span.ts";
import { createLexer, type Lexer } from "./lexer.ts";
import {
  type Comment,
  type Line,
  type LineBlock,
  type ModProblem,
  type ModSyntax,
  noComments,
  type Statement,
  type Token,
} from "./syntax.ts";

/** What the text divides into. Go stops at the first problem; here the rest of that line is passed over. */
export interface ParsedSyntax {
  readonly syntax: ModSyntax;
  readonly comments: readonly Comment[];
  readonly problems: readonly ModProblem[];
}

const blankLine: Comment = { text: "", span: { start: 0, end: 0 } };

/** Parses the text and never throws. */
export function parseSyntax(source: SourceFile): ParsedSyntax {
  const lexer = createLexer(source.text);
  const parser: Parser = { source, lexer };
  const statements: Statement[] = [];
  let before: Comment[] = [];

  for (;;) {
    if (lexer.kind === "newline" || lexer.kind === "eof") {
      if (before.length > 0) statements.push(commentBlock(before));
      before = [];
      if (lexer.kind === "eof") break;
      lexer.advance();
    } else if (lexer.kind === "comment") {
      before.push(lexer.comment);
      lexer.advance();
    } else {
      statements.push(parseStatement(parser, before.length > 0 ? before : noComments));
      before = [];
    }
  }

  const problems = withMark(source, lexer.problems);
  return { syntax: { statements }, comments: lexer.comments, problems };
}

interface Parser {
  readonly source: SourceFile;
  readonly lexer: Lexer;
}

/** Go reads a byte-order mark as a character that has no place here; the decoded text no longer has it. */
function withMark(source: SourceFile, problems: readonly ModProblem[]): readonly ModProblem[] {
  if (!source.hasBom) return problems;
  return [{ span: { start: 0, end: 0 }, reason: "unexpected input character '\\ufeff'" }, ...problems];
}

function commentBlock(before: readonly Comment[]): Statement {
  const start = before[0]?.span.start ?? 0;
  const end = before.at(-1)?.span.end ?? start;
  return { kind: "comments", before, suffix: noComments, span: { start, end } };
}

function parseStatement({ source, lexer }: Parser, before: readonly Comment[]): Statement {
  const tokens: Token[] = [];
  while (!endsLine(lexer)) {
    const token = takeToken(source, lexer);
    if (token.text === "(" && tokens.length > 0) {
      if (endsLine(lexer)) return parseBlock({ source, lexer }, { before, tokens, open: token.span });
      if (lexer.kind === "mark" && source.text[lexer.start] === ")") {
        const close = takeToken(source, lexer);
        if (endsLine(lexer)) return emptyBlock(lexer, { before, tokens, open: token.span }, close.span);
        tokens.push(token, close);
        continue;
      }
    }
    tokens.push(token);
  }
  return { kind: "line", before, tokens, suffix: takeSuffix(lexer), span: spanOf(tokens) };
}

interface BlockStart {
  readonly before: readonly Comment[];
  readonly tokens: readonly Token[];
  readonly open: Span;
}

function emptyBlock(lexer: Lexer, { before, tokens, open }: BlockStart, close: Span): LineBlock {
  const bare = { before: noComments, suffix: noComments };
  return {
    kind: "block",
    before,
    tokens,
    open: { ...bare, span: open },
    lines: [],
    close: { ...bare, span: close },
    suffix: takeSuffix(lexer),
    span: { start: spanOf(tokens).start, end: close.end },
  };
}

function parseBlock({ source, lexer }: Parser, { before, tokens, open }: BlockStart): LineBlock {
  const start = tokens[0]?.span.start ?? open.start;
  const openSuffix = takeSuffix(lexer);
  const lines: Line[] = [];
  let comments: Comment[] = [];
  const finish = (close: Span, suffix: readonly Comment[]): LineBlock => ({
    kind: "block",
    before,
    tokens,
    open: { before: noComments, suffix: openSuffix, span: open },
    lines,
    close: { before: comments, suffix, span: close },
    suffix: noComments,
    span: { start, end: close.end },
  });

  for (;;) {
    if (lexer.kind === "eof") {
      const { line, column } = source.lines.positionAt(start);
      const reason = `syntax error (unterminated block started at ${source.path}:${line}:${column})`;
      lexer.problems.push({ span: open, reason });
      return finish({ start: lexer.start, end: lexer.start }, noComments);
    }
    if (lexer.kind === "newline") {
      // Blank lines between lines stay, as one; at the start of a block they go.
      const last = comments.at(-1);
      if (last ? last.text !== "" : lines.length > 0) comments.push(blankLine);
      lexer.advance();
    } else if (lexer.kind === "comment") {
      comments.push(lexer.comment);
      lexer.advance();
    } else if (lexer.kind === "mark" && source.text[lexer.start] === ")") {
      const close = takeToken(source, lexer).span;
      if (comments.length === 1 && comments[0] === blankLine) comments = [];
      if (!endsLine(lexer)) {
        const span = { start: lexer.start, end: lexer.end };
        lexer.problems.push({ span, reason: "syntax error (expected newline after closing paren)" });
        while (!endsLine(lexer)) lexer.advance();
      }
      return finish(close, takeSuffix(lexer));
    } else {
      lines.push(parseBlockLine({ source, lexer }, comments.length > 0 ? comments : noComments));
      comments = [];
    }
  }
}

function parseBlockLine({ source, lexer }: Parser, before: readonly Comment[]): Line {
  const tokens: Token[] = [];
  while (!endsLine(lexer)) tokens.push(takeToken(source, lexer));
  return { kind: "line", before, tokens, suffix: takeSuffix(lexer), span: spanOf(tokens) };
}

function endsLine(lexer: Lexer): boolean {
  return lexer.kind === "newline" || lexer.kind === "suffix" || lexer.kind === "eof";
}

/** The comment at the end of the line, if any; the lexer then stands on the next line. */
function takeSuffix(lexer: Lexer): readonly Comment[] {
  const suffix = lexer.kind === "suffix" ? [lexer.comment] : noComments;
  if (lexer.kind !== "eof") lexer.advance();
  return suffix;
}

function takeToken(source: SourceFile, lexer: Lexer): Token {
  const span = { start: lexer.start, end: lexer.end };
  lexer.advance();
  return { text: source.text.slice(span.start, span.end), span };
}

function spanOf(tokens: readonly Token[]): Span {
  return { start: tokens[0]?.span.start ?? 0, end: tokens.at(-1)?.span.end ?? 0 };
}
