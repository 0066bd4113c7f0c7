/**
 * A Dockerfile's text as instructions: directives and comments taken out, continued lines joined,
 * here-documents attached. Followed: https://docs.docker.com/reference/dockerfile/ "Format",
 * "Parser directives", "Here-Documents", and what BuildKit does where the reference is silent.
 */
import type { EmbeddedText } from "../../text/embedded-text.ts";
import { createPieceWriter } from "../../text/piece-writer.ts";
import type { SourceFile } from "../../text/source-file.ts";
import type { Span } from "../../text/span.ts";
import { findHereDocuments, type HereDocumentMark } from "./_here-documents.ts";
import type { Dockerfile } from "./model.ts";

/** One instruction with everything that belongs to it. */
export interface InstructionLine {
  /** Continued lines joined as the builder joins them; comments between them are gone. */
  readonly text: EmbeddedText;
  readonly hereDocuments: readonly HereDocument[];
  readonly span: Span;
}

/** The body of a here-document, unchanged, and the line that ends it. */
export interface HereDocument extends HereDocumentMark {
  readonly body: string;
  readonly bodySpan: Span;
  readonly endMark: Span;
}

export interface InstructionLines {
  readonly lines: readonly InstructionLine[];
  readonly directives: Dockerfile["directives"];
  readonly comments: Dockerfile["comments"];
  readonly problems: Dockerfile["problems"];
  readonly escapeMark: "\\" | "`";
}

interface FileLine {
  readonly start: number;
  /** Without its line end. */
  readonly end: number;
  readonly next: number;
}

/** Splits a Dockerfile into instructions. */
export function readInstructionLines({ text }: SourceFile): InstructionLines {
  const fileLines = splitFileLines(text);
  const { directives, problems, escapeMark, lineCount } = readDirectives(text, fileLines);
  const continuation = escapeMark === "\\" ? /(?<!\\)\\[ \t]*$/ : /(?<!`)`[ \t]*$/;
  const comments: { text: string; span: Span }[] = [];
  const lines: InstructionLine[] = [];
  const isComment = (line: FileLine): boolean => {
    const content = text.slice(line.start, line.end);
    const mark = content.search(/\S/);
    if (content[mark] !== "#") return false;
    comments.push({
      text: content.slice(mark + 1).trim(),
      span: { start: line.start + mark, end: line.end },
    });
    return true;
  };

  const endless = new Set<string>();
  let at = lineCount;
  while (at < fileLines.length) {
    const first = fileLines[at++];
    if (!first || isBlank(text, first) || isComment(first)) continue;
    const out = createPieceWriter();
    let end = first.end;
    let isContinued = true;
    for (
      let line: FileLine | undefined = first;
      line && isContinued;
      line = isContinued ? fileLines[at++] : undefined
    ) {
      if (line !== first && (isBlank(text, line) || isComment(line))) continue;
      const content = text.slice(line.start, line.end);
      const mark = content.search(continuation);
      isContinued = mark !== -1;
      out.add(isContinued ? content.slice(0, mark) : content, line.start);
      end = line.end;
    }
    const joined = out.finish();
    if (joined.text.trim() === "") continue;
    const hereDocuments: HereDocument[] = [];
    for (const mark of findHereDocuments(joined.text)) {
      // A name without an end mark once has none further down either.
      const found = endless.has(`${mark.stripsTabs}${mark.name}`)
        ? undefined
        : readHereDocument(text, fileLines, at, mark);
      if (!found) {
        endless.add(`${mark.stripsTabs}${mark.name}`);
        const reason = `Here-document "${mark.name}" has no line that ends it`;
        problems.push({ span: { start: first.start, end }, reason });
        break;
      }
      hereDocuments.push(found.document);
      end = found.document.endMark.end;
      at = found.nextLine;
    }
    const start = first.start + text.slice(first.start, first.end).search(/\S/);
    lines.push({ text: joined, hereDocuments, span: { start, end } });
  }
  return { lines, directives, comments, problems, escapeMark };
}

function splitFileLines(text: string): FileLine[] {
  const lines: FileLine[] = [];
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf("\n", start);
    const next = newline === -1 ? text.length : newline + 1;
    let end = newline === -1 ? text.length : newline;
    while (end > start && text[end - 1] === "\r") end--;
    lines.push({ start, end, next });
    start = next;
  }
  return lines;
}

function isBlank(text: string, line: FileLine): boolean {
  return text.slice(line.start, line.end).trim() === "";
}

function readDirectives(text: string, fileLines: readonly FileLine[]) {
  const directives: { name: string; value: string; span: Span }[] = [];
  const problems: { span: Span; reason: string }[] = [];
  let escapeMark: "\\" | "`" = "\\";
  let lineCount = 0;
  for (const { start, end } of fileLines) {
    const match = /^\s*#\s*([A-Za-z][A-Za-z0-9]*)\s*=(.*)$/.exec(text.slice(start, end));
    const rawName = match?.[1];
    const value = match?.[2]?.trim();
    const name = rawName?.toLowerCase();
    if (!name || !value || !["syntax", "escape", "check"].includes(name)) break;
    const span = { start, end };
    lineCount++;
    if (directives.some((directive) => directive.name === name)) {
      problems.push({ span, reason: `Directive "${name}" stands twice` });
      continue;
    }
    directives.push({ name, value, span });
    if (name !== "escape") continue;
    if (value === "\\" || value === "`") escapeMark = value;
    else problems.push({ span, reason: `Escape character "${value}" is neither a backslash nor a backtick` });
  }
  return { directives, problems, escapeMark, lineCount };
}

function readHereDocument(
  text: string,
  fileLines: readonly FileLine[],
  firstLine: number,
  mark: HereDocumentMark,
): { document: HereDocument; nextLine: number } | undefined {
  for (let at = firstLine; at < fileLines.length; at++) {
    const line = fileLines[at];
    if (!line) return undefined;
    const content = text.slice(line.start, line.end);
    const tabs = mark.stripsTabs ? content.search(/[^\t]|$/) : 0;
    if (content.slice(tabs) !== mark.name) continue;
    const bodySpan = { start: fileLines[firstLine]?.start ?? line.start, end: line.start };
    return {
      document: {
        ...mark,
        body: text.slice(bodySpan.start, bodySpan.end),
        bodySpan,
        endMark: { start: line.start + tabs, end: line.end },
      },
      nextLine: at + 1,
    };
  }
  return undefined;
}
