/** The lines of a gitignore file: https://git-scm.com/docs/gitignore#_pattern_format */
import type { Span } from "../../text/span.ts";

/** One pattern of a gitignore file, without its `!`, its line end and unescaped trailing spaces. */
export interface IgnoreLine {
  readonly pattern: string;
  readonly isNegated: boolean;
  /** The pattern as it stands in the text, `!` included. */
  readonly span: Span;
}

/** Splits the text of a gitignore file (after a byte-order mark) into its patterns. */
export function parseIgnoreLines(text: string): readonly IgnoreLine[] {
  const lines: IgnoreLine[] = [];
  for (let start = 0; start < text.length; ) {
    let end = text.indexOf("\n", start);
    if (end < 0) end = text.length;
    const line = parseLine(text, start, end);
    if (line) lines.push(line);
    start = end + 1;
  }
  return lines;
}

function parseLine(text: string, start: number, lineEnd: number): IgnoreLine | undefined {
  if (start === lineEnd || text[start] === "#") return undefined;
  const end = text[lineEnd - 1] === "\r" ? lineEnd - 1 : lineEnd;
  // git reads lines as C strings: a NUL ends the pattern.
  const raw = trimSpaces(text.slice(start, end).split("\0", 1)[0] ?? "");
  if (raw === "" || raw === "!") return undefined;
  const isNegated = raw.startsWith("!");
  return {
    pattern: isNegated ? raw.slice(1) : raw,
    isNegated,
    span: { start, end: start + raw.length },
  };
}

/** Cuts trailing spaces, but not one that a backslash protects. */
function trimSpaces(line: string): string {
  if (!line.endsWith(" ")) return line;
  let keep = 0;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === "\\") {
      at++;
      keep = Math.min(at + 1, line.length);
    } else if (line[at] !== " ") keep = at + 1;
  }
  return line.slice(0, keep);
}
