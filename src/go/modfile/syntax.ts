/**
 * The syntax tree of go.mod and go.work: lines of tokens, blocks of lines, and every comment attached to
 * what it belongs to. It knows no directive; `parse-mod-file.ts` and `parse-work-file.ts` give it meaning.
 * Reference: https://go.dev/ref/mod#go-mod-file-lexical
 */
import type { Span } from "../../text/span.ts";

/** One `// …` comment. An empty text stands for a blank line that is kept. */
export interface Comment {
  /** From the two slashes to the end of the line, without the line end. */
  readonly text: string;
  readonly span: Span;
}

/** Comments of one element of the tree. */
export interface Comments {
  /** Whole-line comments above it. */
  readonly before: readonly Comment[];
  /** Comments at the end of its line. */
  readonly suffix: readonly Comment[];
}

/**
 * A word, a quoted string or a punctuation mark; quotes are part of the text. Where Go would write it
 * otherwise (without needless quotes, as a canonical version), the text is Go's and the span the file's.
 */
export interface Token {
  readonly text: string;
  readonly span: Span;
}

export interface Line extends Comments {
  readonly kind: "line";
  /** In a block, without the block's keyword. */
  readonly tokens: readonly Token[];
  readonly span: Span;
}

/** `require (` … `)`. */
export interface LineBlock extends Comments {
  readonly kind: "block";
  /** What stands before the parenthesis: usually one keyword. */
  readonly tokens: readonly Token[];
  readonly open: Parenthesis;
  readonly lines: readonly Line[];
  readonly close: Parenthesis;
  readonly span: Span;
}

export interface Parenthesis extends Comments {
  readonly span: Span;
}

/** Comments at top level that a blank line separates from what follows. */
export interface CommentBlock extends Comments {
  readonly kind: "comments";
  readonly span: Span;
}

export type Statement = Line | LineBlock | CommentBlock;

export interface ModSyntax {
  readonly statements: readonly Statement[];
}

/** Something in the text that Go refuses. */
export interface ModProblem {
  readonly span: Span;
  /** In Go's own words where Go has them, without file name and line. */
  readonly reason: string;
  /** The directive's keyword; undefined when the text does not even divide into lines and tokens. */
  readonly directive?: string;
}

/** No comments: shared, because most elements have none. */
export const noComments: readonly Comment[] = [];
