/** The escapes of `$'…'` (Bash manual 3.1.2.4). */
export interface AnsiCPiece {
  readonly text: string;
  readonly isEscape: boolean;
  readonly start: number;
  readonly end: number;
}

const simple: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  e: "\u001b",
  E: "\u001b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
  "?": "?",
};

const numbered = /\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3})|c(.))/y;

/** Runs of plain text and decoded escapes between two offsets. */
export function decodeAnsiC(text: string, start: number, end: number): readonly AnsiCPiece[] {
  const pieces: AnsiCPiece[] = [];
  let at = start;
  while (at < end) {
    const backslash = text.indexOf("\\", at);
    const stop = backslash === -1 || backslash >= end - 1 ? end : backslash;
    if (stop > at) pieces.push({ text: text.slice(at, stop), isEscape: false, start: at, end: stop });
    if (stop === end) break;
    const length = escapeLength(text, stop);
    pieces.push({ text: decodeEscape(text, stop), isEscape: true, start: stop, end: stop + length });
    at = stop + length;
  }
  return pieces;
}

function escapeLength(text: string, at: number): number {
  numbered.lastIndex = at;
  return numbered.exec(text)?.[0].length ?? 2;
}

function decodeEscape(text: string, at: number): string {
  numbered.lastIndex = at;
  const match = numbered.exec(text);
  if (!match) {
    const letter = text[at + 1] ?? "";
    return simple[letter] ?? `\\${letter}`;
  }
  const [whole, hex, short, long, octal, control] = match;
  if (control !== undefined) return String.fromCharCode(control.charCodeAt(0) & 0x1f);
  const code =
    octal === undefined ? Number.parseInt(hex ?? short ?? long ?? "0", 16) : Number.parseInt(octal, 8) & 0xff;
  return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}
