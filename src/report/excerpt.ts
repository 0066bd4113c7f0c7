import type { SourceFile } from "../text/source-file.ts";
import type { Span } from "../text/span.ts";
import { toPrintable } from "./layout.ts";

/** One source line cut to a width, and the carets below it. */
export interface Excerpt {
  readonly line: string;
  /** Blanks and carets, as long as needed; empty when the span marks nothing on the line. */
  readonly carets: string;
}

/** The first line of a span without its indentation; a long line is cut around the span. */
export function excerptOf(source: SourceFile, span: Span, width: number): Excerpt {
  const { line, column } = source.lines.positionAt(span.start);
  const full = source.lines.lineText(line);
  const indent = full.length - full.trimStart().length;
  const text = full.trimEnd().slice(indent);
  const start = Math.max(0, column - 1 - indent);
  const end = Math.min(text.length, Math.max(start + 1, start + (span.end - span.start)));
  if (text.length <= width) return { line: toPrintable(text), carets: caretsAt(start, end) };

  const from = Math.min(Math.max(0, start - Math.floor(width / 3)), text.length - width + 1);
  const head = from > 0 ? "…" : "";
  const room = width - head.length;
  const isCut = from + room < text.length;
  const shown = isCut ? `${text.slice(from, from + room - 1)}…` : text.slice(from, from + room);
  const left = start - from + head.length;
  return { line: toPrintable(head + shown), carets: caretsAt(left, Math.min(left + (end - start), width)) };
}

function caretsAt(start: number, end: number): string {
  return end > start ? " ".repeat(start) + "^".repeat(end - start) : "";
}
