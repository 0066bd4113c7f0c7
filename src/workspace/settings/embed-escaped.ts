import { type EmbeddedText, embedUnchanged } from "../../text/embedded-text.ts";

const escapeSequence =
  /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|\r?\n[ \t\r\n]*|([\s\S]))/g;
const letters = new Map([
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
  ["e", "\x1b"],
  ["0", "\0"],
]);

/**
 * Embeds the value of a quoted string of JSON or TOML. `raw` is what stands between the quotes, from `fileStart` on.
 * Where escapes cannot be followed to `value`, every offset still lies inside the string.
 */
export function embedEscaped(raw: string, fileStart: number, value: string): EmbeddedText {
  if (raw === value) return embedUnchanged(value, fileStart);

  const offsets: number[] = [];
  let decoded = "";
  let from = 0;
  const add = (text: string, at: number, step: number): void => {
    for (let index = 0; index < text.length; index++) offsets.push(fileStart + at + index * step);
    decoded += text;
  };
  for (const match of raw.matchAll(escapeSequence)) {
    add(raw.slice(from, match.index), from, 1);
    add(decode(match), match.index, 0);
    from = match.index + match[0].length;
  }
  add(raw.slice(from), from, 1);

  const end = fileStart + raw.length;
  if (decoded !== value) {
    return { text: value, holes: [], fileOffset: (offset) => Math.min(fileStart + Math.max(offset, 0), end) };
  }
  return { text: value, holes: [], fileOffset: (offset) => offsets[offset] ?? end };
}

function decode(match: RegExpMatchArray): string {
  const hex = match[1] ?? match[2] ?? match[3];
  if (hex !== undefined) {
    const point = Number.parseInt(hex, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : "\ufffd";
  }
  return match[4] === undefined ? "" : (letters.get(match[4]) ?? match[4]);
}
