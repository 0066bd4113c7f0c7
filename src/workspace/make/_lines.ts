/** Physical and logical lines of a Makefile (GNU Make manual 3.1.1, 5.1.1). */
import { type EmbeddedText, embedPieces } from "../../text/embedded-text.ts";
import type { SourceFile } from "../../text/source-file.ts";

export interface PhysicalLine {
  /** Without the line end. */
  readonly text: string;
  readonly start: number;
}

/** Lines by file: a Makefile that many others include is cut into lines once. */
const linesOf = new WeakMap<SourceFile, readonly PhysicalLine[]>();

/** The physical lines of a file. */
export function linesOfSource(source: SourceFile): readonly PhysicalLine[] {
  const known = linesOf.get(source);
  if (known) return known;
  const lines = splitLines(source.text);
  linesOf.set(source, lines);
  return lines;
}

export function splitLines(text: string): readonly PhysicalLine[] {
  const lines: PhysicalLine[] = [];
  let start = 0;
  while (start <= text.length) {
    const newline = text.indexOf("\n", start);
    const end = newline === -1 ? text.length : newline;
    const stop = end > start && text[end - 1] === "\r" ? end - 1 : end;
    if (newline !== -1 || stop > start) lines.push({ text: text.slice(start, stop), start });
    if (newline === -1) break;
    start = newline + 1;
  }
  return lines;
}

/** Whether a line goes on in the next one: it ends with an odd number of backslashes. */
export function isContinued(line: string): boolean {
  let count = 0;
  for (let at = line.length - 1; at >= 0 && line[at] === "\\"; at--) count++;
  return count % 2 === 1;
}

export interface LogicalLine {
  readonly text: EmbeddedText;
  /** Index of the physical line behind it. */
  readonly next: number;
  readonly end: number;
}

/** Logical lines by the physical ones, and recipe lines by their prefix: files that are included again have them. */
const logicalLines = new WeakMap<readonly PhysicalLine[], Map<string, LogicalLine>>();

function once(lines: readonly PhysicalLine[], key: string, join: () => LogicalLine): LogicalLine {
  let known = logicalLines.get(lines);
  if (!known) {
    known = new Map();
    logicalLines.set(lines, known);
  }
  const line = known.get(key) ?? join();
  known.set(key, line);
  return line;
}

/** Joins continued lines; each line end with the blanks around it becomes one space. */
export function readLogicalLine(lines: readonly PhysicalLine[], first: number): LogicalLine {
  return once(lines, `${first}`, () => joinLogicalLine(lines, first));
}

function joinLogicalLine(lines: readonly PhysicalLine[], first: number): LogicalLine {
  const pieces: { text: string; fileStart: number }[] = [];
  let index = first;
  for (;;) {
    const line = lines[index];
    if (!line) break;
    const hasNext = isContinued(line.text) && index + 1 < lines.length;
    const indent = index > first ? (/^[ \t]*/.exec(line.text)?.[0].length ?? 0) : 0;
    let text = line.text.slice(indent);
    if (hasNext) text = text.slice(0, -1).trimEnd();
    if (text) pieces.push({ text, fileStart: line.start + indent });
    index++;
    if (!hasNext) break;
    pieces.push({ text: " ", fileStart: line.start + indent + text.length });
  }
  return { text: embedPieces(pieces), next: index, end: endOf(lines, index) };
}

/** A recipe line: make hands backslash and line end to the shell and takes off the prefix of the next line. */
export function readRecipeLine(
  lines: readonly PhysicalLine[],
  first: number,
  how: { skip: number; prefix: string },
): LogicalLine {
  return once(lines, `${first} ${how.skip}${how.prefix}`, () => joinRecipeLine(lines, first, how));
}

function joinRecipeLine(
  lines: readonly PhysicalLine[],
  first: number,
  { skip, prefix }: { skip: number; prefix: string },
): LogicalLine {
  const pieces: { text: string; fileStart: number }[] = [];
  let index = first;
  let cut = skip;
  for (;;) {
    const line = lines[index];
    if (!line) break;
    const hasNext = isContinued(line.text) && index + 1 < lines.length;
    pieces.push({ text: line.text.slice(cut), fileStart: line.start + cut });
    index++;
    if (!hasNext) break;
    pieces.push({ text: "\n", fileStart: line.start + line.text.length });
    cut = lines[index]?.text.startsWith(prefix) ? 1 : 0;
  }
  return { text: embedPieces(pieces), next: index, end: endOf(lines, index) };
}

export function endOf(lines: readonly PhysicalLine[], next: number): number {
  const last = lines[next - 1];
  return last ? last.start + last.text.length : 0;
}

/** A part of an embedded text. */
export function sliceText(text: EmbeddedText, start: number, end: number): EmbeddedText {
  return {
    text: text.text.slice(start, end),
    holes: [],
    fileOffset: (offset) => text.fileOffset(start + offset),
  };
}
