import { type EmbeddedText, embedPieces } from "./embedded-text.ts";

/** Collects text with the file offset of each part; parts that continue each other become one piece. */
export interface PieceWriter {
  add(text: string, fileStart: number): void;
  finish(): EmbeddedText;
}

/** A writer for text whose parts stand at different places of a file. */
export function createPieceWriter(): PieceWriter {
  const pieces: { text: string; fileStart: number }[] = [];
  return {
    add(text, fileStart) {
      if (text === "") return;
      const last = pieces.at(-1);
      if (last && last.fileStart + last.text.length === fileStart) last.text += text;
      else pieces.push({ text, fileStart });
    },
    finish: () => embedPieces(pieces),
  };
}
