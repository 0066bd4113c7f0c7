/** Turns runs back into text with offsets of the file. */
import type { EmbeddedText, Hole } from "../../text/embedded-text.ts";
import { lastNotAfter } from "../../text/last-not-after.ts";
import type { Run } from "./_variables.ts";
import type { ExpandedText } from "./model.ts";

/** A run of the result: `from … to` is what it replaces in the text that was expanded. */
export interface PlacedRun {
  readonly run: Run;
  readonly from: number;
  readonly to: number;
  /** The text stands unchanged at `from`. */
  readonly isVerbatim: boolean;
}

export function buildExpandedText(
  input: EmbeddedText,
  placed: readonly PlacedRun[],
  ignoresErrors: boolean,
): ExpandedText {
  const starts: number[] = [];
  const holes: Hole[] = [];
  const origins: ExpandedText["origins"][number][] = [];
  let text = "";
  for (const { run } of placed) {
    const start = text.length;
    starts.push(start);
    text += run.text;
    if (run.hole !== undefined) holes.push({ start, end: text.length, expression: run.hole });
    if (run.source) {
      const { variable, offset } = run.source;
      const span = {
        start: variable.value.fileOffset(offset),
        end: variable.value.fileOffset(offset + run.text.length),
      };
      origins.push({ start, end: text.length, variable, span });
    }
  }
  return {
    text,
    holes,
    origins,
    ignoresErrors,
    fileOffset(offset) {
      if (offset >= text.length) return input.fileOffset(input.text.length);
      const index = lastNotAfter(starts, offset);
      const piece = placed[index];
      if (!piece) return input.fileOffset(0);
      return input.fileOffset(piece.isVerbatim ? piece.from + offset - (starts[index] ?? 0) : piece.from);
    },
  };
}
