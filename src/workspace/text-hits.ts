/** The texts `go build`, `go test` … of a file, whatever they mean there. */
import type { Span } from "../text/span.ts";

export interface TextHit {
  readonly text: string;
  readonly span: Span;
}

const subcommands = "(?:build|test|run|install|mod|vet|generate|list|get)";
const words = new RegExp(`\\bgo ${subcommands}\\b`, "g");
/** A command as a list: `["go", "run", "."]`, or `- go` and `- run` on lines of their own. */
const list = new RegExp(
  `(?<=[\\s,([{])(["']?)go\\1(?:\\s*,\\s*|[ \\t]*\\r?\\n\\s*-[ \\t]+)(["']?)(${subcommands})\\b`,
  "g",
);

/** Every `go build` that stands there as in a shell, in order. */
export function textHits(text: string): readonly TextHit[] {
  return [...text.matchAll(words)].map((match) => ({
    text: match[0],
    span: { start: match.index, end: match.index + match[0].length },
  }));
}

/** Also `"go", "build"`, and what a pattern finds: for files of which only the text is known. */
export function allTextHits(text: string, pattern: RegExp | undefined): readonly TextHit[] {
  const inLists = [...text.matchAll(list)].map((match) => ({
    text: `go ${match[3] ?? ""}`,
    span: { start: match.index, end: match.index + match[0].length },
  }));
  const others = [...(pattern ? text.matchAll(pattern) : [])].map((match) => ({
    text: match[0],
    span: { start: match.index, end: match.index + match[0].length },
  }));
  return [...textHits(text), ...inLists, ...others].sort((a, b) => a.span.start - b.span.start);
}
