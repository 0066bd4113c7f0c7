import type { EmbeddedText, Hole } from "../text/embedded-text.ts";

/** The same text with a hole wherever `mark` (global) matches; its first group is the expression. */
export function markHoles(embedded: EmbeddedText, mark: RegExp): EmbeddedText {
  const holes: Hole[] = [];
  for (const match of embedded.text.matchAll(mark)) {
    holes.push({
      start: match.index,
      end: match.index + match[0].length,
      expression: (match[1] ?? match[0]).trim(),
    });
  }
  return holes.length === 0 ? embedded : { ...embedded, holes };
}
