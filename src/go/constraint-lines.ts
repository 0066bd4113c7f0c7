/**
 * The lines of a source file that look like build constraints, and which of them go reads. They stand
 * above the first text that is not a comment: `//go:build` anywhere there, `// +build` only in the
 * leading run of `//` comments and blank lines, and above the last blank line of that run.
 */
import {
  type ConstraintResult,
  isGoBuildLine,
  isPlusBuildLine,
  parseGoBuild,
  parsePlusBuild,
} from "./constraint.ts";

export interface HeaderConstraintLine {
  readonly kind: "go:build" | "+build";
  /** The line without white space at its ends. */
  readonly text: string;
  /** Byte offset of `text` in the file. */
  readonly start: number;
  readonly end: number;
  readonly result: ConstraintResult;
  /** Whether go decides by this line. A `+build` line is not read once a `//go:build` line exists. */
  readonly isHonoured: boolean;
  /** Why it is not honoured. */
  readonly deadBecause: "after-code" | "in-block-comment" | "no-blank-line" | "go-build-line" | undefined;
}

interface Found {
  readonly kind: "go:build" | "+build";
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly where: "above" | "after-code" | "in-block-comment";
  /** Still inside the leading run of line comments and blank lines. */
  readonly isInLeadingRun: boolean;
}

const NEWLINE = 10;
const SLASH = 47;
const STAR = 42;
const DOUBLE_QUOTE = 34;
const BACK_QUOTE = 96;
const decoder = new TextDecoder();

/** Finds the constraint lines between `from` (after a byte-order mark) and `to`; lines below the code are dead. */
export function findConstraintLines(bytes: Uint8Array, from: number, to: number): HeaderConstraintLine[] {
  const found: Found[] = [];
  const state: ScanState = { hasEnded: false, isInBlockComment: false, hasCode: false, lastBlankEnd: from };
  for (let lineStart = from; lineStart < to; ) {
    const newline = bytes.indexOf(NEWLINE, lineStart);
    const lineEnd = newline < 0 || newline > to ? to : newline;
    scanLine({ bytes, lineStart, lineEnd, found, state });
    lineStart = lineEnd + 1;
  }
  return found.length === 0 ? [] : judge(found, state.lastBlankEnd);
}

interface ScanState {
  hasEnded: boolean;
  isInBlockComment: boolean;
  hasCode: boolean;
  lastBlankEnd: number;
}

interface Line {
  readonly bytes: Uint8Array;
  readonly lineStart: number;
  readonly lineEnd: number;
  readonly found: Found[];
  readonly state: ScanState;
}

function scanLine({ bytes, lineStart, lineEnd, found, state }: Line): void {
  const start = skipSpaceForward(bytes, lineStart, lineEnd);
  if (start === lineEnd) {
    if (!state.hasEnded) state.lastBlankEnd = Math.min(lineEnd + 1, bytes.length);
    return;
  }
  const isLineComment = startsLineComment(bytes, start, lineEnd);
  if (!isLineComment) state.hasEnded = true;
  if (isLineComment) {
    const line = constraintLine(bytes, start, lineEnd);
    const where = state.isInBlockComment ? "in-block-comment" : state.hasCode ? "after-code" : "above";
    if (line) found.push({ ...line, where, isInLeadingRun: !state.hasEnded });
  }
  const behind = followComments(bytes, start, lineEnd, state);
  // go decides by no such line, and its compiler stops at it; a +build line there is a comment.
  if (isLineComment || behind === undefined || !state.hasCode) return;
  const line = constraintLine(bytes, behind, lineEnd);
  if (line?.kind === "go:build") found.push({ ...line, where: "after-code", isInLeadingRun: false });
}

/** Walks over a line, to know where a block comment ends and where code begins; returns where its line comment begins. */
function followComments(bytes: Uint8Array, start: number, end: number, state: ScanState): number | undefined {
  let at = start;
  while (at < end) {
    if (state.isInBlockComment) {
      const close = indexOfPair(bytes, at, end, STAR, SLASH);
      if (close < 0) return undefined;
      state.isInBlockComment = false;
      at = skipSpaceForward(bytes, close + 2, end);
      continue;
    }
    if (startsLineComment(bytes, at, end)) return at;
    if (bytes[at] === SLASH && at + 1 < end && bytes[at + 1] === STAR) {
      state.isInBlockComment = true;
      at += 2;
      continue;
    }
    state.hasCode = true;
    // Documentation may stand in a block comment below the package clause; the code here is imports.
    at = skipCode(bytes, at, end);
  }
  return undefined;
}

/** The next comment of a line of code, or its end; slashes in strings start none. */
function skipCode(bytes: Uint8Array, start: number, end: number): number {
  let quote: number | undefined;
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (quote !== undefined) quote = byte === quote ? undefined : quote;
    else if (byte === DOUBLE_QUOTE || byte === BACK_QUOTE) quote = byte;
    else if (byte === SLASH && (bytes[at + 1] === SLASH || bytes[at + 1] === STAR) && at > start) return at;
  }
  return end;
}

function judge(found: readonly Found[], lastBlankEnd: number): HeaderConstraintLine[] {
  const hasGoBuild = found.some((line) => line.kind === "go:build" && line.where === "above");
  return found.map(({ kind, text, start, end, where, isInLeadingRun }) => {
    const result = kind === "go:build" ? parseGoBuild(text) : parsePlusBuild(text);
    let deadBecause: HeaderConstraintLine["deadBecause"];
    if (where !== "above") deadBecause = where;
    else if (kind === "+build" && (!isInLeadingRun || start >= lastBlankEnd)) deadBecause = "no-blank-line";
    else if (kind === "+build" && hasGoBuild) deadBecause = "go-build-line";
    return { kind, text, start, end, result, isHonoured: deadBecause === undefined, deadBecause };
  });
}

const LETTER_G = 103;
const PLUS = 43;

function constraintLine(
  bytes: Uint8Array,
  start: number,
  lineEnd: number,
): Pick<Found, "kind" | "text" | "start" | "end"> | undefined {
  const afterBlanks = skipSpaceForward(bytes, start + 2, lineEnd);
  if (bytes[start + 2] !== LETTER_G && bytes[afterBlanks] !== PLUS) return undefined;
  const end = skipSpaceBackward(bytes, start, lineEnd);
  const text = decoder.decode(bytes.subarray(start, end));
  const kind = isGoBuildLine(text) ? "go:build" : isPlusBuildLine(text) ? "+build" : undefined;
  return kind && { kind, text, start, end };
}

function startsLineComment(bytes: Uint8Array, at: number, end: number): boolean {
  return at + 1 < end && bytes[at] === SLASH && bytes[at + 1] === SLASH;
}

function indexOfPair(bytes: Uint8Array, from: number, to: number, first: number, second: number): number {
  for (let i = from; i + 1 < to; i++) if (bytes[i] === first && bytes[i + 1] === second) return i;
  return -1;
}

function skipSpaceForward(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to) {
    const length = spaceLength(bytes, at);
    if (length === 0) break;
    at += length;
  }
  return Math.min(at, to);
}

function skipSpaceBackward(bytes: Uint8Array, from: number, to: number): number {
  let at = to;
  while (at > from) {
    if (spaceLength(bytes, at - 1) === 1) at -= 1;
    else if (spaceLength(bytes, at - 2) === 2) at -= 2;
    else if (spaceLength(bytes, at - 3) === 3) at -= 3;
    else break;
  }
  return Math.max(at, from);
}

/** Bytes of the white space character at an offset, 0 when there is none; the set of white-space.ts in UTF-8. */
function spaceLength(bytes: Uint8Array, at: number): number {
  const a = bytes[at] ?? 0;
  if (a === 32 || (a >= 9 && a <= 13)) return 1;
  if (a < 0xc2 || a > 0xe3) return 0;
  const b = bytes[at + 1] ?? 0;
  if (a === 0xc2) return b === 0x85 || b === 0xa0 ? 2 : 0;
  const c = bytes[at + 2] ?? 0;
  if (a === 0xe1) return b === 0x9a && c === 0x80 ? 3 : 0;
  if (a === 0xe3) return b === 0x80 && c === 0x80 ? 3 : 0;
  if (a !== 0xe2) return 0;
  if (b === 0x81) return c === 0x9f ? 3 : 0;
  return b === 0x80 && (c <= 0x8a || c === 0xa8 || c === 0xa9 || c === 0xaf) && c >= 0x80 ? 3 : 0;
}
