/**
 * The text of `|` and `>` scalars with the way back to the file: indentation removed, lines folded,
 * final line ends chomped. Followed: YAML 1.2.2 §8.1, https://yaml.org/spec/1.2.2/#81-block-scalar-styles
 */
import type { EmbeddedText } from "../../text/embedded-text.ts";
import { createPieceWriter, type PieceWriter } from "../../text/piece-writer.ts";

interface BlockLine {
  readonly indent: number;
  readonly content: string;
  readonly start: number;
  /** Where its line end stands. */
  readonly end: number;
}

interface BlockScalar {
  /** `|`, `>-`, `|2+` … */
  readonly header: string;
  readonly parentIndent: number;
  /** What starts on the line after the header, at `bodyStart` of the file. */
  readonly body: string;
  readonly bodyStart: number;
}

/** The text of a block scalar; no offset of it lies behind its body. */
export function embedBlockScalar(scalar: BlockScalar): EmbeddedText {
  const embedded = writeBlockScalar(scalar);
  const bodyEnd = scalar.bodyStart + scalar.body.length;
  // A file may end without a line end: the scalar has one all the same, which stands nowhere.
  return { ...embedded, fileOffset: (offset) => Math.min(embedded.fileOffset(offset), bodyEnd) };
}

function writeBlockScalar({ header, parentIndent, body, bodyStart }: BlockScalar): EmbeddedText {
  const lines = splitLines(body, bodyStart);
  const isKept = header.includes("+");
  const out = createPieceWriter();

  let contentEnd = lines.findLastIndex((line) => line.content !== "") + 1;
  if (contentEnd === 0) {
    const kept = isKept && body !== "" ? lines.slice(0, Math.max(1, lines.length - 1)) : [];
    for (const line of kept) out.add("\n", line.end);
    return out.finish();
  }

  const first = lines.findIndex((line) => line.content !== "");
  const explicit = /[1-9]/.exec(header);
  const indent = explicit ? parentIndent + Number(explicit[0]) : (lines[first]?.indent ?? 0);
  const moreIndented = lines.findLastIndex((line) => line.indent > indent) + 1;
  contentEnd = Math.max(contentEnd, moreIndented);

  for (const line of lines.slice(0, first)) {
    out.add(" ".repeat(Math.max(0, line.indent - indent)), line.start + indent);
    out.add("\n", line.end);
  }
  const content = lines.slice(first, contentEnd);
  if (header.startsWith("|")) writeLiteral(out, content, indent);
  else writeFolded(out, content, indent);

  const lastEnd = content.at(-1)?.end ?? bodyStart;
  if (isKept) writeKept(out, lines.slice(contentEnd - 1), indent);
  else if (!header.includes("-")) out.add("\n", lastEnd);
  return out.finish();
}

function splitLines(body: string, bodyStart: number): BlockLine[] {
  if (body === "") return [];
  const lines: BlockLine[] = [];
  for (let at = 0; ; ) {
    const newline = body.indexOf("\n", at);
    const end = newline === -1 ? body.length : newline;
    const visibleEnd = newline !== -1 && body[end - 1] === "\r" && end > at ? end - 1 : end;
    let contentStart = at;
    while (contentStart < visibleEnd && body[contentStart] === " ") contentStart++;
    lines.push({
      indent: contentStart - at,
      content: body.slice(contentStart, visibleEnd),
      start: bodyStart + at,
      end: bodyStart + visibleEnd,
    });
    if (newline === -1) return lines;
    at = newline + 1;
  }
}

function writeLine(out: PieceWriter, line: BlockLine, indent: number): void {
  const extra = Math.max(0, line.indent - indent);
  out.add(" ".repeat(extra) + line.content, line.start + line.indent - extra);
}

function writeLiteral(out: PieceWriter, lines: readonly BlockLine[], indent: number): void {
  for (const [index, line] of lines.entries()) {
    writeLine(out, line, indent);
    if (index < lines.length - 1) out.add("\n", line.end);
  }
}

function writeFolded(out: PieceWriter, lines: readonly BlockLine[], indent: number): void {
  let between = "";
  let betweenAt = 0;
  let isAfterMoreIndented = false;
  for (const line of lines) {
    const isMoreIndented = line.indent > indent || line.content.startsWith("\t");
    if (!isMoreIndented && line.content === "") {
      // The first empty line turns the pending space into a line feed, each further one adds its own.
      if (between === "\n") out.add("\n", betweenAt);
      else between = "\n";
      betweenAt = line.end;
      continue;
    }
    if (isMoreIndented) {
      if (between === " ") between = "\n";
      else if (between === "\n" && !isAfterMoreIndented) between = "\n\n";
    }
    out.add(between, between.length === 2 ? betweenAt - 1 : betweenAt);
    writeLine(out, line, indent);
    between = isMoreIndented ? "\n" : " ";
    betweenAt = line.end;
    isAfterMoreIndented = isMoreIndented;
  }
}

/** Writes the line ends of the last content line and of the empty lines after it. */
function writeKept(out: PieceWriter, lines: readonly BlockLine[], indent: number): void {
  const [last, ...empty] = lines;
  if (!last) return;
  let previousEnd = last.end;
  for (const line of empty) {
    out.add("\n", previousEnd);
    writeLine(out, line, indent);
    previousEnd = line.end;
  }
  if (empty.length === 0) out.add("\n", previousEnd);
}
