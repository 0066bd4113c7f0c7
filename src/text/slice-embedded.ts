import type { EmbeddedText } from "./embedded-text.ts";
import type { Span } from "./span.ts";

/** The part of an embedded text from `start` to `end`, with its way back to the file and the holes inside it. */
export function sliceEmbedded(
  embedded: EmbeddedText,
  start: number,
  end = embedded.text.length,
): EmbeddedText {
  return {
    text: embedded.text.slice(start, end),
    holes: embedded.holes
      .filter((hole) => hole.start >= start && hole.end <= end)
      .map((hole) => ({ ...hole, start: hole.start - start, end: hole.end - start })),
    fileOffset: (offset) => embedded.fileOffset(start + offset),
  };
}

/** The place in the file of a range of an embedded text; it ends with the last character, not where the next piece begins. */
export function fileSpan(embedded: EmbeddedText, start: number, end: number): Span {
  const from = embedded.fileOffset(start);
  return { start: from, end: end > start ? embedded.fileOffset(end - 1) + 1 : from };
}
