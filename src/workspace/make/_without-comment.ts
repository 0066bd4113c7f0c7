/** A line without its comment; `\\#` is a number sign, and of the backslashes before one every second goes. */
import type { EmbeddedText } from "../../text/embedded-text.ts";
import { sliceText } from "./_lines.ts";
import { findOutside } from "./_scan.ts";

/** `cut` is where the comment starts, or the end of the line. */
export function withoutComment(line: EmbeddedText, cut: number): EmbeddedText {
  const { text } = line;
  if (!text.slice(0, cut + 1).includes("\\#")) return cut === text.length ? line : sliceText(line, 0, cut);
  const kept: { text: string; start: number }[] = [];
  let at = 0;
  for (let sign = next(text, 0); sign !== -1 && sign <= cut; sign = next(text, sign + 1)) {
    const slashes = /\\*$/.exec(text.slice(at, sign))?.[0].length ?? 0;
    kept.push({ text: text.slice(at, sign - Math.ceil(slashes / 2)), start: at });
    at = sign;
  }
  if (at < cut) kept.push({ text: text.slice(at, cut), start: at });
  return embedKept(line, kept);
}

function next(text: string, from: number): number {
  return findOutside(text, /[#$]/g, from);
}

function embedKept(line: EmbeddedText, kept: readonly { text: string; start: number }[]): EmbeddedText {
  return {
    text: kept.map(({ text }) => text).join(""),
    holes: [],
    fileOffset(offset) {
      let before = 0;
      for (const { text, start } of kept) {
        if (offset < before + text.length) return line.fileOffset(start + offset - before);
        before += text.length;
      }
      const last = kept.at(-1);
      return line.fileOffset(last ? last.start + last.text.length : 0);
    },
  };
}
