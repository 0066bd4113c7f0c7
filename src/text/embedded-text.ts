/**
 * Text that stands inside a file in another form: the script of a YAML block scalar, the command of a
 * RUN instruction, an expanded Make recipe. `fileOffset` maps an offset of `text` to the file, so that
 * everything parsed from it carries spans of the file a person edits.
 */
import { lastNotAfter } from "./last-not-after.ts";

export interface EmbeddedText {
  readonly text: string;
  /** Monotonic; defined for 0 … text.length inclusive. */
  fileOffset(offset: number): number;
  /** Ranges of `text` that another language fills in before this one runs, in order, not overlapping. */
  readonly holes: readonly Hole[];
}

/** One `${{ … }}`, `{{ … }}`, `<< … >>`, `$[[ … ]]` or unresolvable `$(MAKE_VARIABLE)`; offsets of the embedded text. */
export interface Hole {
  readonly start: number;
  readonly end: number;
  /** What stands between the marks, trimmed. */
  readonly expression: string;
}

/** Embeds a whole file, or a part of it that stands there unchanged. */
export function embedUnchanged(text: string, startsAt = 0, holes: readonly Hole[] = []): EmbeddedText {
  return { text, holes, fileOffset: (offset) => startsAt + offset };
}

/** Embeds text made of pieces of a file; each piece is a run that stands unchanged at `fileStart`. */
export function embedPieces(
  pieces: readonly { text: string; fileStart: number }[],
  holes: readonly Hole[] = [],
): EmbeddedText {
  const starts: number[] = [];
  let length = 0;
  for (const piece of pieces) {
    starts.push(length);
    length += piece.text.length;
  }
  return {
    text: pieces.map((piece) => piece.text).join(""),
    holes,
    fileOffset(offset) {
      const index = lastNotAfter(starts, offset);
      const piece = pieces[index];
      if (!piece) return 0;
      return piece.fileStart + Math.min(offset - (starts[index] ?? 0), piece.text.length);
    },
  };
}
