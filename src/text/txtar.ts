/** Go's txtar format: a comment, then files between `-- name --` lines. https://pkg.go.dev/golang.org/x/tools/txtar */
import type { Span } from "./span.ts";

/** A text archive with the place of each part in the text it was parsed from. */
export interface Txtar {
  /** What stands before the first file. */
  readonly comment: string;
  readonly files: readonly TxtarFile[];
}

export interface TxtarFile {
  readonly name: string;
  /** The content; always ends in a line end unless it is empty. */
  readonly text: string;
  /** The `-- name --` line without its line end. */
  readonly marker: Span;
  /** The content in the archive's text; one shorter than `text` when the last line end is missing there. */
  readonly span: Span;
}

/** Parses a text archive. Every text is one: what is no marker line belongs to the part before. */
export function parseTxtar(text: string): Txtar {
  const files: TxtarFile[] = [];
  let marker = findMarker(text, 0);
  const comment = endLine(text.slice(0, marker?.span.start ?? text.length));
  while (marker) {
    const next = findMarker(text, marker.end);
    const span = { start: marker.end, end: next?.span.start ?? text.length };
    files.push({
      name: marker.name,
      text: endLine(text.slice(span.start, span.end)),
      marker: marker.span,
      span,
    });
    marker = next;
  }
  return { comment, files };
}

/** Prints a text archive; `parseTxtar` reads the same parts back when no content has a marker line. */
export function formatTxtar(archive: {
  readonly comment: string;
  readonly files: readonly { readonly name: string; readonly text: string }[];
}): string {
  const parts = [endLine(archive.comment)];
  for (const file of archive.files) parts.push(`-- ${file.name} --\n`, endLine(file.text));
  return parts.join("");
}

function endLine(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}

interface Marker {
  readonly name: string;
  readonly span: Span;
  /** Where the next line starts. */
  readonly end: number;
}

/** The first marker line that starts at or after `from`, which is the start of a line. */
function findMarker(text: string, from: number): Marker | undefined {
  let start = from;
  while (start < text.length) {
    if (!text.startsWith("-- ", start)) {
      const next = text.indexOf("\n-- ", start);
      if (next < 0) return undefined;
      start = next + 1;
    }
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline + 1;
    const lineEnd = newline < 0 ? end : newline;
    const contentEnd = newline >= 0 && text[lineEnd - 1] === "\r" ? lineEnd - 1 : lineEnd;
    const line = text.slice(start, contentEnd);
    const name = line.endsWith(" --") && line.length >= 6 ? line.slice(3, -3).trim() : "";
    if (name !== "") return { name, span: { start, end: contentEnd }, end };
    start = end;
  }
  return undefined;
}
