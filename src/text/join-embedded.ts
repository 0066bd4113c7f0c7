import type { EmbeddedText } from "./embedded-text.ts";

/** Several embedded texts of one file, one after the other. */
export function joinEmbedded(parts: readonly EmbeddedText[]): EmbeddedText {
  const starts: number[] = [];
  let length = 0;
  for (const part of parts) {
    starts.push(length);
    length += part.text.length;
  }
  return {
    text: parts.map((part) => part.text).join(""),
    holes: parts.flatMap(({ holes }, index) => {
      const by = starts[index] ?? 0;
      return holes.map((hole) => ({ ...hole, start: hole.start + by, end: hole.end + by }));
    }),
    fileOffset(offset) {
      const index = Math.max(
        0,
        starts.findLastIndex((start) => start <= offset),
      );
      return parts[index]?.fileOffset(offset - (starts[index] ?? 0)) ?? 0;
    },
  };
}
