import type { EmbeddedText, Hole } from "../text/embedded-text.ts";

/** A run of the new text: taken unchanged from the old one, or the value of a hole. */
interface Part {
  /** Where it starts in the new text. */
  readonly start: number;
  /** Where it starts in the old text. */
  readonly from: number;
  readonly isValue: boolean;
}

/**
 * Puts values into the holes that have one; the others stay holes. Every offset inside a value maps to the start
 * of the mark that it stands for, which is the place a person would edit.
 */
export function fillHoles(
  embedded: EmbeddedText,
  lookUp: (expression: string) => string | undefined,
): EmbeddedText {
  const parts: Part[] = [];
  const holes: Hole[] = [];
  let text = "";
  let from = 0;
  const copyUntil = (end: number): void => {
    parts.push({ start: text.length, from, isValue: false });
    text += embedded.text.slice(from, end);
    from = end;
  };

  for (const hole of embedded.holes) {
    copyUntil(hole.start);
    const value = lookUp(hole.expression);
    if (value === undefined) {
      holes.push({
        start: text.length,
        end: text.length + hole.end - hole.start,
        expression: hole.expression,
      });
      copyUntil(hole.end);
      continue;
    }
    parts.push({ start: text.length, from: hole.start, isValue: true });
    text += value;
    from = hole.end;
  }
  if (holes.length === embedded.holes.length) return embedded;
  copyUntil(embedded.text.length);

  return {
    text,
    holes,
    fileOffset(offset) {
      const part = partAt(parts, offset);
      if (!part) return embedded.fileOffset(0);
      return embedded.fileOffset(part.isValue ? part.from : part.from + Math.max(0, offset - part.start));
    },
  };
}

/** The last part that starts at or before an offset. */
function partAt(parts: readonly Part[], offset: number): Part | undefined {
  let low = 0;
  let high = parts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((parts[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return parts[low];
}
