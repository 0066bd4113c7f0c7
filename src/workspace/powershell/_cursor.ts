/** A place in a script that is being read, and the small steps that every part of the reader takes. */
import type { EmbeddedText, Hole } from "../../text/embedded-text.ts";
import type { Span } from "../../text/span.ts";

export interface Cursor {
  readonly text: string;
  readonly input: EmbeddedText;
  readonly problems: { readonly span: Span; readonly reason: string }[];
  at: number;
  depth: number;
}

export function spanOf({ input, text }: Cursor, start: number, end: number): Span {
  const from = Math.min(start, text.length);
  const to = Math.min(end, text.length);
  const last = input.fileOffset(Math.max(from, to - 1));
  return { start: input.fileOffset(from), end: to > from ? last + 1 : last };
}

export function holeAt({ input }: Cursor, at: number): Hole | undefined {
  return input.holes.find((hole) => hole.start <= at && at < hole.end);
}

/** Blanks, continuations and comments inside a line. */
export function skipBlanks(cursor: Cursor): void {
  const { text } = cursor;
  for (;;) {
    const rest = /^(?:[ \t\r]+|`[ \t]*\r?\n|<#[\s\S]*?(?:#>|$))/.exec(
      text.slice(cursor.at, cursor.at + 4096),
    );
    if (rest) cursor.at += rest[0].length;
    else if (text[cursor.at] === "#" && /[\s;{}()|&]|^$/.test(text[cursor.at - 1] ?? "")) {
      while (cursor.at < text.length && text[cursor.at] !== "\n") cursor.at++;
    } else return;
  }
}

/** Everything that stands between two statements. */
export function skipBetween(cursor: Cursor): void {
  for (;;) {
    skipBlanks(cursor);
    if (!/[\n;]/.test(cursor.text[cursor.at] ?? "")) return;
    cursor.at++;
  }
}

/** Moves behind the bracket that closes the one at the cursor; strings and comments inside are passed over. */
export function skipBalanced(cursor: Cursor): void {
  let depth = 0;
  while (cursor.at < cursor.text.length) {
    const character = cursor.text[cursor.at] ?? "";
    if (skipString(cursor)) continue;
    if (character === "`") cursor.at++;
    if (/[({[]/.test(character)) depth++;
    if (/[)}\]]/.test(character) && --depth <= 0) {
      cursor.at++;
      return;
    }
    cursor.at++;
  }
}

/** Moves to the end of a statement that is not read. */
export function skipStatement(cursor: Cursor): void {
  const { text } = cursor;
  while (cursor.at < text.length) {
    const character = text[cursor.at] ?? "";
    if (skipString(cursor)) continue;
    if (/[;})]/.test(character)) return;
    if (
      character === "\n" &&
      !/(?:[,|+=]|-and|-or)[ \t\r]*$/i.test(text.slice(Math.max(0, cursor.at - 40), cursor.at))
    )
      return;
    if (/[({[]/.test(character)) skipBalanced(cursor);
    else cursor.at += character === "`" ? 2 : 1;
  }
}

const hereString = /^@(["'])[ \t]*\r?\n/;

/** Moves behind a string or a comment that starts at the cursor. */
function skipString(cursor: Cursor): boolean {
  const { text, at } = cursor;
  const character = text[at] ?? "";
  if (character === "#" && /[\s;{}()|&]|^$/.test(text[at - 1] ?? "")) {
    const end = text.indexOf("\n", at);
    cursor.at = end === -1 ? text.length : end;
    return true;
  }
  if (text.startsWith("<#", at)) {
    const end = text.indexOf("#>", at);
    cursor.at = end === -1 ? text.length : end + 2;
    return true;
  }
  const here = character === "@" ? hereStringAt(text, at) : undefined;
  if (here) {
    cursor.at = here.end;
    return true;
  }
  if (character === "'") {
    const match = /'(?:[^']|'')*(?:'|$)/y;
    match.lastIndex = at;
    cursor.at += match.exec(text)?.[0].length ?? 1;
    return true;
  }
  if (character !== '"') return false;
  cursor.at++;
  while (cursor.at < text.length && text[cursor.at] !== '"') {
    if (text[cursor.at] === "`") cursor.at++;
    if (text.startsWith("$(", cursor.at)) {
      cursor.at++;
      skipBalanced(cursor);
    } else cursor.at++;
  }
  cursor.at++;
  return true;
}

/** The text of a here-string, which stands on lines of its own. */
export function hereStringAt(
  text: string,
  at: number,
):
  | { readonly quote: string; readonly start: number; readonly stop: number; readonly end: number }
  | undefined {
  const opening = hereString.exec(text.slice(at, at + 200));
  const quote = opening?.[1];
  if (!opening || quote === undefined) return undefined;
  const start = at + opening[0].length;
  // An empty one closes on the next line.
  const closing = text.indexOf(`\n${quote}@`, start - 1);
  if (closing === -1) return { quote, start, stop: text.length, end: text.length };
  return { quote, start, stop: Math.max(start, closing), end: closing + 3 };
}

/** Notes what is not read, where it may run go. */
export function noteUnread(cursor: Cursor, start: number, what: string): void {
  if (!mayRunGo.test(cursor.text.slice(start, cursor.at))) return;
  cursor.problems.push({
    span: spanOf(cursor, start, cursor.at),
    reason: `${what} of PowerShell is not read, and it may run go`,
  });
}

const mayRunGo =
  /(?:^|[\s({;|&"'\\/])go(?:\.exe)?["']?[ \t,]+["']?(?:build|test|run|install|vet|generate|mod|list|env|get|tool|work)\b/;

/** Whether a command ends at the cursor. */
export function isEnd({ text, at }: Cursor): boolean {
  return at >= text.length || /[\n;|)}&]/.test(text[at] ?? "");
}

/** Where what began at `start` ends, without the blanks in front of the cursor. */
export function trimmedEnd({ text, at }: Cursor, start: number): number {
  return start + text.slice(start, at).trimEnd().length;
}

/** The text of a statement on one line, as findings show it. */
export function oneLine(text: string): string {
  return text.replace(/[ \t]*`?[ \t]*\r?\n\s*/g, " ").trim();
}
