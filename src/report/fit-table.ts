/** Lays a table out within a width and leaves no word out: what does not fit beside goes below. */
import { wrapText } from "./layout.ts";

export interface TableRow {
  /** One visible character before the row; it may carry colour. */
  readonly sign: string;
  readonly title: string;
  /** One for each heading but the first; a single one takes the room of all. */
  readonly cells: readonly string[];
}

const indent = 4;
const gap = 2;
const leastTitle = 24;
const leastCell = 8;
const leastNote = 36;

/** The lines of a table: headings first, in one line where there is room. A title that is too long for its column stands above its values. */
export function fitTable(
  headings: readonly string[],
  rows: readonly TableRow[],
  width: number,
): readonly string[] {
  const [first = "", ...others] = headings;
  const full = rows.filter(({ cells }) => cells.length > 1);
  const wanted = others.map((heading, column) =>
    Math.max(heading.length, ...full.map(({ cells }) => cells[column]?.length ?? 0)),
  );
  const room = Math.max(width, 60) - indent;
  const longest = Math.max(first.length, ...rows.map(({ title }) => title.length));
  const words = others.map((heading, column) =>
    Math.max(
      ...[heading, ...full.map(({ cells }) => cells[column] ?? "")]
        .flatMap(wordsOf)
        .map((word) => word.trimEnd().length),
    ),
  );
  // Titles go above before a word of a value is broken.
  const forTitles = Math.max(first.length, Math.min(longest, leastTitle, room - taken(words)));
  const values = shrink(wanted, words, room - forTitles);
  const most = room - taken(values);
  const titleWidth = Math.max(
    first.length,
    ...rows.map(({ title }) => (title.length > most ? 0 : title.length)),
  );
  const widths = [titleWidth, ...values];
  const [head = "", ...more] = below(others, widths).lines;
  const lines = [first + head.slice(first.length), ...more].map((line) => " ".repeat(indent) + line);
  for (const { sign, title, cells } of rows) {
    const own = cells.length > 1 ? below(cells, widths) : note(cells[0] ?? "", titleWidth, room);
    const isAbove = title.length > titleWidth || !own.isBeside;
    const above = isAbove ? breakText(title, room) : [];
    const text = isAbove
      ? own.lines
      : [title + (own.lines[0] ?? "").slice(title.length), ...own.lines.slice(1)];
    for (const [index, line] of [...above, ...text].entries())
      lines.push((index === 0 ? `  ${sign} ` : " ".repeat(indent)) + line.trimEnd());
  }
  return lines;
}

interface Block {
  readonly lines: readonly string[];
  /** Whether it leaves the column of the title free. */
  readonly isBeside: boolean;
}

/** The values in their columns, each on as many lines as it needs. */
function below(cells: readonly string[], widths: readonly number[]): Block {
  const broken = cells.map((cell, column) => breakText(cell, widths[column + 1] ?? 0));
  const height = Math.max(1, ...broken.map(({ length }) => length));
  const lines = Array.from({ length: height }, (_, line) =>
    beside(["", ...broken.map((each) => each[line] ?? "")], widths),
  );
  return { lines, isBeside: true };
}

/** A sentence in place of the values: beside the title where there is room for one. */
function note(text: string, titleWidth: number, room: number): Block {
  const left = titleWidth + gap;
  const isBeside = room - left >= leastNote;
  const lead = " ".repeat(isBeside ? left : indent);
  return { lines: wrapText(text, room - lead.length).map((line) => lead + line), isBeside };
}

/** Takes from the widest columns until all fit: first as far as words stay whole, then as far as a column can be read. */
function shrink(widths: readonly number[], words: readonly number[], room: number): readonly number[] {
  const shrunk = [...widths];
  for (const least of [words, words.map(() => leastCell)]) {
    while (taken(shrunk) > room) {
      const spare = shrunk.map((width, column) => (width > (least[column] ?? 0) ? width : 0));
      const widest = Math.max(...spare);
      if (widest === 0) break;
      shrunk[spare.indexOf(widest)] = widest - 1;
    }
  }
  return shrunk;
}

function taken(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + gap + width, 0);
}

function beside(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, column) => cell.padEnd(widths[column] ?? 0))
    .join(" ".repeat(gap))
    .trimEnd();
}

/** Breaks a text behind blanks, commas and slashes; a word that is longer than the width breaks where it must. */
function breakText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of wordsOf(text)) {
    if ((line + word).trimEnd().length > width && line !== "") {
      lines.push(line.trimEnd());
      line = "";
    }
    line += word;
    while (line.trimEnd().length > width) {
      lines.push(line.slice(0, width));
      line = line.slice(width);
    }
  }
  if (line.trim() !== "" || lines.length === 0) lines.push(line.trimEnd());
  return lines;
}

function wordsOf(text: string): readonly string[] {
  return text.match(/[^ ,/]*[,/]? ?/g) ?? [];
}
