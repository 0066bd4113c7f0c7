/**
 * Suppressions in place: `breakwater:allow RULE[,RULE] reason [until=2027-01-31]` in a comment, on the
 * line of the finding, alone on the lines above it, or above the first line of a continued command.
 */
import { isCalendarDay } from "../text/calendar-day.ts";
import type { SourceFile } from "../text/source-file.ts";
import type { Place, Span } from "../text/span.ts";

export interface AllowComment {
  readonly at: Place;
  /** Line of the comment, 1-based. */
  readonly line: number;
  /** Whether nothing else stands on its line. */
  readonly isAlone: boolean;
  readonly rules: readonly string[];
  readonly reason: string;
  /** `2027-01-31`: the last day on which it holds; undefined for no end. */
  readonly until: string | undefined;
  /** What stands after `until=` and is no day (`2026-13-01`, `tomorrow`); undefined when all is well. */
  readonly badUntil: string | undefined;
}

const word = "breakwater:allow";

/** The comment marks of a file kind; undefined for files without comments (go.sum, JSON). */
export function commentMarkOf(path: string): "//" | "#" | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (/(\.go|\.mod|\.work|\.jsonc|\.json5)$/.test(name) || name === "devcontainer.json") return "//";
  if (/(\.json|\.sum|^modules\.txt)$/.test(name)) return undefined;
  return "#";
}

/** Every suppression comment of a file, in order. */
export function findAllowComments(source: SourceFile): readonly AllowComment[] {
  const mark = commentMarkOf(source.path);
  if (!mark) return [];
  const found: AllowComment[] = [];
  for (let from = source.text.indexOf(word); from !== -1; from = source.text.indexOf(word, from + 1)) {
    const line = source.lines.positionAt(from).line;
    const lineStart = source.lines.lineStart(line);
    const text = source.lines.lineText(line);
    const before = text.slice(0, from - lineStart);
    const opened = mark === "//" ? /\/\/\s*$/.exec(before) : /(?:^|\s)#+\s*$/.exec(before);
    if (!opened) continue;
    const isAlone = before.slice(0, opened.index).trim() === "";
    found.push(
      parseComment(source, { line, isAlone, start: from, body: text.slice(from - lineStart + word.length) }),
    );
  }
  return found;
}

function parseComment(
  source: SourceFile,
  comment: { line: number; isAlone: boolean; start: number; body: string },
): AllowComment {
  const words = comment.body.trim().split(/\s+/).filter(Boolean);
  const isUntil = (each: string): boolean => /^until[=:]/i.test(each);
  const days = words.slice(1).filter(isUntil);
  const rest = words.slice(1).filter((each) => !isUntil(each));
  const dayOf = (each: string): string => each.slice("until=".length);
  const bad = days.find((each) => !each.startsWith("until=") || !isCalendarDay(dayOf(each)));
  const last = days.at(-1);
  return {
    at: {
      file: source.path,
      span: { start: comment.start, end: comment.start + word.length + comment.body.trimEnd().length },
    },
    line: comment.line,
    isAlone: comment.isAlone,
    rules: (words[0] ?? "").split(",").filter(Boolean),
    reason: hasVisibleText(rest.join(" ")) ? rest.join(" ") : "",
    until: last === undefined || bad !== undefined ? undefined : dayOf(last),
    badUntil: bad === undefined ? undefined : dayOf(bad),
  };
}

/** Whether a text shows anything to a reader: blanks and characters without width do not. */
function hasVisibleText(text: string): boolean {
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(text);
}

/** The lines on which a comment for a finding at `span` may stand. */
export function coveringLines(source: SourceFile, span: Span): ReadonlySet<number> {
  const first = source.lines.positionAt(span.start).line;
  const last = source.lines.positionAt(Math.max(span.start, span.end - 1)).line;
  const lines = new Set<number>();
  for (let line = first; line <= last; line++) lines.add(line);
  let above = first - 1;
  while (above >= 1) {
    const text = source.lines.lineText(above);
    const isComment = /^\s*(#|\/\/)/.test(text);
    if (!isComment && !/\\\s*$/.test(text)) break;
    lines.add(above);
    above--;
  }
  return lines;
}
