/** Go's string literals as go.mod uses them (`strconv.Quote` and `strconv.Unquote`). */

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u;
const escapeSequence =
  /\\(?:([abfnrtv\\"])|x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/y;
const shortEscapes: ReadonlyMap<string, string> = new Map([
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
  ["\\", "\\"],
  ['"', '"'],
]);
const shortNames: ReadonlyMap<string, string> = new Map(
  Array.from(shortEscapes, ([name, character]) => [character, `\\${name}`]),
);

/** Whether Go counts the character as printable (`unicode.IsPrint`): of all spaces only U+0020. */
export function isPrintable(character: string): boolean {
  return character === " " || printable.test(character);
}

/** The text as a double-quoted Go string. */
export function quoteGoString(text: string): string {
  let quoted = '"';
  for (const character of text) quoted += shortNames.get(character) ?? escapeUnprintable(character);
  return `${quoted}"`;
}

/** The character in single quotes, as Go prints it in messages. */
export function quoteGoCharacter(character: string): string {
  if (character === "'") return "'\\''";
  if (character === '"') return "'\"'";
  return `'${shortNames.get(character) ?? escapeUnprintable(character)}'`;
}

function escapeUnprintable(character: string): string {
  if (isPrintable(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, "0")}`;
  return `\\U${code.toString(16).padStart(8, "0")}`;
}

/** The value of a double-quoted Go string; undefined when it is not a valid one. */
export function unquoteGoString(quoted: string): string | undefined {
  if (quoted.length < 2 || !quoted.startsWith('"') || !quoted.endsWith('"')) return undefined;
  const body = quoted.slice(1, -1);
  if (!/["\\\n]/.test(body)) return body;

  // Escapes such as \xe4 name bytes, and two of them may make one character.
  const bytes: number[] = [];
  for (let at = 0; at < body.length; ) {
    const character = String.fromCodePoint(body.codePointAt(at) ?? 0);
    if (character === '"' || character === "\n") return undefined;
    if (character !== "\\") {
      bytes.push(...encoder.encode(character));
      at += character.length;
      continue;
    }
    escapeSequence.lastIndex = at;
    const match = escapeSequence.exec(body);
    const unescaped = match && bytesOfEscape(match);
    if (!match || !unescaped) return undefined;
    bytes.push(...unescaped);
    at += match[0].length;
  }
  return decoder.decode(new Uint8Array(bytes));
}

function bytesOfEscape([, short, hex, octal, four, eight]: RegExpExecArray): Iterable<number> | undefined {
  if (short !== undefined) return encoder.encode(shortEscapes.get(short));
  const byte = hex === undefined ? octal && Number.parseInt(octal, 8) : Number.parseInt(hex, 16);
  if (typeof byte === "number") return byte < 256 ? [byte] : undefined;
  const code = Number.parseInt(four ?? eight ?? "", 16);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined;
  return encoder.encode(String.fromCodePoint(code));
}
