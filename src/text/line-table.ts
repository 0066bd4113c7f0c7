import { lastNotAfter } from "./last-not-after.ts";

/** A point in a file as people count: line and column start at 1, columns count UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Maps offsets of one text to lines and columns. Lines end at LF; a CR before it belongs to the line end. */
export interface LineTable {
  readonly lineCount: number;
  positionAt(offset: number): Position;
  /** Offset of the first character of a line (1-based); the text's length for a line beyond the end. */
  lineStart(line: number): number;
  /** The text of a line (1-based) without its line end; empty beyond the end. */
  lineText(line: number): string;
}

export function createLineTable(text: string): LineTable {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);

  const lineStart = (line: number): number => starts[line - 1] ?? text.length;
  return {
    lineCount: starts.length,
    lineStart,
    positionAt(offset) {
      const index = lastNotAfter(starts, offset);
      return { line: index + 1, column: offset - (starts[index] ?? 0) + 1 };
    },
    lineText(line) {
      if (line < 1 || line > starts.length) return "";
      return text.slice(lineStart(line), starts[line] ?? text.length).replace(/\r?\n$/, "");
    },
  };
}
