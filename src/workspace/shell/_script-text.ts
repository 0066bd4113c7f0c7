/** The text of a script as the grammar reads it, and the way back to the file. */
import type { EmbeddedText, Hole } from "../../text/embedded-text.ts";
import type { Span } from "../../text/span.ts";

export interface ScriptText {
  /** Without the CR of CRLF; holes as they were written. */
  readonly text: string;
  /** The same length; holes are runs of a word character, `!` before a compound command is blank. */
  readonly masked: string;
  /** Where compound commands start that a blanked `!` negates. */
  readonly negated: ReadonlySet<number>;
  readonly holes: readonly Hole[];
  readonly file: string;
  /** The span in the file for a range of `text`. */
  spanOf(start: number, end: number): Span;
  /** The hole that covers an offset. */
  holeAt(offset: number): Hole | undefined;
  /** The start of the first hole behind an offset; the text's length if there is none. */
  nextHoleStart(offset: number): number;
  fileOffset(offset: number): number;
}

/** A letter that neither starts a keyword nor a number; a run of it is one word. */
const maskCharacter = "H";

export function prepareScriptText(given: EmbeddedText, file: string): ScriptText {
  const input = given.text.includes("\r\n") ? withoutCarriageReturns(given) : given;
  const { text, holes } = input;
  const fileOffset = (offset: number) => input.fileOffset(offset);
  return {
    text,
    ...maskNegations(maskSilencedAssignments(maskContinuations(maskHoles(text, holes)))),
    holes,
    file,
    fileOffset,
    spanOf: (start, end) => ({ start: fileOffset(start), end: endOffset(start, end, fileOffset) }),
    holeAt: (offset) => findHole(holes, offset),
    nextHoleStart: (offset) => holes[firstHoleAfter(holes, offset)]?.start ?? text.length,
  };
}

/** The end of a range: right behind its last character, unless that one stands for something longer. */
function endOffset(start: number, end: number, fileOffset: (offset: number) => number): number {
  if (end <= start) return fileOffset(start);
  const last = fileOffset(end - 1);
  const next = fileOffset(end);
  // A large step is the start of a next piece (indentation was cut out between the two).
  if (next - last <= 2) return Math.max(next, last);
  const movesByOne = end - 2 < start || fileOffset(end - 2) < last;
  return movesByOne ? last + 1 : next;
}

/**
 * What shells read and the grammar does not: a continuation with nothing behind it, `fi` with a continuation
 * before `done`, `time` before a group, and a dollar before a backtick.
 */
function maskContinuations(text: string): string {
  let masked = text;
  let end = text.length;
  while (end > 0 && " \t\n\\".includes(text[end - 1] ?? "")) end--;
  const tail = text.slice(end);
  if (tail.includes("\\") && !tail.includes("\\\\")) masked = text.slice(0, end) + tail.replaceAll("\\", " ");
  if (masked.includes("\\\n")) {
    masked = masked.replace(/\b(fi|done|esac)([ \t]*)\\\n(?=[ \t]*(?:fi|done|esac|else|elif)\b)/g, "$1$2;\n");
  }
  // `time` before a group or subshell would hide its bracket.
  if (masked.includes("time"))
    masked = masked.replace(
      /(^|[\n;&|({]|\b(?:then|do|else)[ \t])([ \t]*)time([ \t]+(?:-p[ \t]+)?)(?=[{(][ \t\n(])/g,
      (_, before: string, blanks: string, behind: string) =>
        `${before}${blanks}    ${" ".repeat(behind.length)}`,
    );
  return masked.includes("$`") ? masked.replace(/(?<!\$)\$(?=`)/g, "%") : masked;
}

/** Behind `NAME=value 2>/dev/null` the grammar takes `||` and the lines that follow for parts of one command. */
function maskSilencedAssignments(text: string): string {
  if (!text.includes("/dev/null")) return text;
  return text.replace(
    /^([ \t]*[A-Za-z_]\w*\+?=(?:"[^"\n]*"|'[^'\n]*'|\$\([^()\n]*\)|\$\w+|[^\s;&|<>()"'`$])*[ \t]+)(\d?>>?[ \t]*\/dev\/null)(?=[ \t]*(?:\|\||&&|;|$))/gm,
    (_, before: string, redirect: string) => before + " ".repeat(redirect.length),
  );
}

/** The grammar knows `!` only before simple commands, tests and subshells. */
function maskNegations(text: string): { masked: string; negated: ReadonlySet<number> } {
  const negated = new Set<number>();
  if (!/![ \t]+(?:[{]|if|for|while|until|case)[ \t\n]/.test(text)) return { masked: text, negated };
  const masked = text.replace(
    /(^|[\n;&|({`]|\b(?:then|do|else|if|elif|while|until)[ \t])([ \t]*)!([ \t]+)(?=(?:[{]|if|for|while|until|case)[ \t\n])/g,
    (whole: string, before: string, blanks: string, after: string, at: number) => {
      negated.add(at + whole.length);
      return `${before}${blanks} ${after}`;
    },
  );
  return { masked, negated };
}

function maskHoles(text: string, holes: readonly Hole[]): string {
  if (holes.length === 0) return text;
  let masked = "";
  let at = 0;
  for (const { start, end } of holes) {
    if (start < at || end > text.length || end <= start) continue;
    const before = text.slice(at, start);
    // Behind `$NAME` another letter would make the name longer.
    const first = /\$\w*$/.test(before.slice(-80)) ? "%" : maskCharacter;
    masked += before + first + maskCharacter.repeat(end - start - 1);
    at = end;
  }
  return masked + text.slice(at);
}

/** Index of the first hole that starts behind `offset`. */
function firstHoleAfter(holes: readonly Hole[], offset: number): number {
  let low = 0;
  let high = holes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((holes[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function findHole(holes: readonly Hole[], offset: number): Hole | undefined {
  const hole = holes[firstHoleAfter(holes, offset) - 1];
  return hole && offset < hole.end ? hole : undefined;
}

function withoutCarriageReturns(input: EmbeddedText): EmbeddedText {
  const removed: number[] = [];
  for (let at = input.text.indexOf("\r\n"); at !== -1; at = input.text.indexOf("\r\n", at + 1)) {
    // The offset in the new text from which on one more character is missing.
    removed.push(at - removed.length);
  }
  const original = (offset: number) => offset + countBelow(removed, offset);
  const shortened = (offset: number) => {
    let low = 0;
    let high = removed.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((removed[middle] ?? 0) + middle < offset) low = middle + 1;
      else high = middle;
    }
    return offset - low;
  };
  return {
    text: input.text.replaceAll("\r\n", "\n"),
    fileOffset: (offset) => input.fileOffset(original(offset)),
    holes: input.holes.map((hole) => ({ ...hole, start: shortened(hole.start), end: shortened(hole.end) })),
  };
}

/** How many of the sorted numbers are below `offset`. */
function countBelow(sorted: readonly number[], offset: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
