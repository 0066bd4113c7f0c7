/** Lines of a text that make computes, with the offsets of the file that holds the template. */
import type { EmbeddedText } from "../../text/embedded-text.ts";
import type { LogicalLine } from "./_lines.ts";
import type { FileState } from "./_state.ts";

/** A line of a computed text with the offsets of the file that holds the template. */
export function inFile({ computed }: FileState, line: LogicalLine): LogicalLine {
  if (!computed) return line;
  return { ...line, text: textInFile(computed, line.text), end: computed.fileOffset(line.end) };
}

/** A part of a computed text with the offsets of the file that holds the template. */
export function textInFile(computed: FileState["computed"], text: EmbeddedText): EmbeddedText {
  if (!computed) return text;
  return { ...text, fileOffset: (offset) => computed.fileOffset(text.fileOffset(offset)) };
}
