/**
 * The text of plain and quoted scalars with the way back to the file: escapes decoded, lines folded.
 * Followed: YAML 1.2.2 §7.3, https://yaml.org/spec/1.2.2/#73-flow-scalar-styles
 */
import { type EmbeddedText, embedUnchanged } from "../../text/embedded-text.ts";
import { createPieceWriter, type PieceWriter } from "../../text/piece-writer.ts";

/** `raw` is the scalar as written, quotes included, at `start` of the file. */
export function embedFlowScalar(
  raw: string,
  start: number,
  style: "plain" | "single" | "double",
): EmbeddedText {
  if (style === "plain") {
    return raw.includes("\n")
      ? unfold(raw, start, (out, line, at) => out.add(line, at))
      : embedUnchanged(raw, start);
  }
  const inner = raw.slice(1, -1);
  if (style === "double") return embedDouble(inner, start + 1);
  return /\n|''/.test(inner) ? unfold(inner, start + 1, writeSingleLine) : embedUnchanged(inner, start + 1);
}

/** Trims the inner ends of lines; one line end becomes a space, each further one a line feed. */
function unfold(
  text: string,
  start: number,
  writeLine: (out: PieceWriter, line: string, at: number) => void,
): EmbeddedText {
  const out = createPieceWriter();
  let at = 0;
  for (const fold of text.matchAll(/(?<![ \t])[ \t]*(?:\r?\n[ \t]*)+/g)) {
    writeLine(out, text.slice(at, fold.index), start + at);
    writeFold(out, fold[0], start + fold.index);
    at = fold.index + fold[0].length;
  }
  writeLine(out, text.slice(at), start + at);
  return out.finish();
}

function writeFold(out: PieceWriter, fold: string, at: number): void {
  const newlines = [...fold.matchAll(/\n/g)];
  if (newlines.length <= 1) out.add(" ", at + fold.indexOf("\n"));
  else for (const newline of newlines.slice(1)) out.add("\n", at + newline.index);
}

function writeSingleLine(out: PieceWriter, line: string, start: number): void {
  let at = 0;
  for (let quote = line.indexOf("''"); quote !== -1; quote = line.indexOf("''", at)) {
    out.add(line.slice(at, quote + 1), start + at);
    at = quote + 2;
  }
  out.add(line.slice(at), start + at);
}

const doubleToken =
  /(?<continued>\\\r?\n[ \t]*)|(?<fold>[ \t]*(?:\r?\n[ \t]*)+)|\\x(?<x>[\da-fA-F]{2})|\\u(?<u>[\da-fA-F]{4})|\\U(?<U>[\da-fA-F]{8})|\\(?<escaped>[^xuU])|[^\\ \t\r\n]+|[ \t]+|[\s\S]/gy;

const escapes: ReadonlyMap<string, string> = new Map([
  ["0", "\0"],
  ["a", "\x07"],
  ["b", "\b"],
  ["e", "\x1b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
  ["N", "\u0085"],
  ["_", "\u00a0"],
  ["L", "\u2028"],
  ["P", "\u2029"],
  [" ", " "],
  ['"', '"'],
  ["/", "/"],
  ["\\", "\\"],
  ["\t", "\t"],
]);

function embedDouble(text: string, start: number): EmbeddedText {
  if (!/[\\\n]/.test(text)) return embedUnchanged(text, start);
  const out = createPieceWriter();
  for (const token of text.matchAll(doubleToken)) {
    const at = start + token.index;
    const { continued, fold, x, u, U, escaped } = token.groups ?? {};
    const code = x ?? u ?? U;
    if (continued !== undefined) continue;
    if (fold !== undefined) writeFold(out, fold, at);
    else if (code !== undefined) out.add(characterOf(code) ?? token[0], at);
    else out.add(escaped === undefined ? token[0] : (escapes.get(escaped) ?? token[0]), at);
  }
  return out.finish();
}

function characterOf(hexadecimal: string): string | undefined {
  const code = Number.parseInt(hexadecimal, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
