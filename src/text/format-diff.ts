/** Unified diffs of edits: https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html */
import { applyEdits, distinctEdits, type Edit } from "./edit.ts";

const contextLines = 3;

interface Change {
  /** Lines of the old text, from 0, end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly replacement: readonly string[];
}

/** The diff that `edits` make in a file; empty when they change nothing. */
export function formatDiff(path: string, text: string, edits: readonly Edit[]): string {
  const lines = splitLines(text);
  const changes = changesOf(text, lines, edits);
  if (changes.length === 0) return "";
  const parts = [`--- ${diffName(`a/${path}`)}\n`, `+++ ${diffName(`b/${path}`)}\n`];
  let shift = 0;
  for (const hunk of groupChanges(changes)) {
    const start = Math.max(0, (hunk[0]?.start ?? 0) - contextLines);
    const end = Math.min(lines.length, (hunk.at(-1)?.end ?? 0) + contextLines);
    const body: string[] = [];
    let at = start;
    let added = 0;
    for (const change of hunk) {
      body.push(...lines.slice(at, change.start).map((line) => mark(" ", line)));
      body.push(...lines.slice(change.start, change.end).map((line) => mark("-", line)));
      body.push(...change.replacement.map((line) => mark("+", line)));
      added += change.replacement.length - (change.end - change.start);
      at = change.end;
    }
    body.push(...lines.slice(at, end).map((line) => mark(" ", line)));
    parts.push(
      `@@ -${range(start, end - start)} +${range(start + shift, end - start + added)} @@\n`,
      ...body,
    );
    shift += added;
  }
  return parts.join("");
}

const escapes: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\v": "\\v",
  "\f": "\\f",
  "\r": "\\r",
  '"': '\\"',
  "\\": "\\\\",
};

/** A file name as git writes it: in quotes where a reader would miss its end, a tab behind one with blanks. */
function diffName(name: string): string {
  if (!/[\x00-\x1f\x7f"\\]/.test(name)) return name.includes(" ") ? `${name}\t` : name;
  const written = name.replace(
    /[\x00-\x1f\x7f"\\]/g,
    (sign) => escapes[sign] ?? `\\${sign.charCodeAt(0).toString(8).padStart(3, "0")}`,
  );
  return `"${written}"`;
}

/** Whole lines that change. Edits that touch one line are one change. */
function changesOf(text: string, lines: readonly string[], edits: readonly Edit[]): readonly Change[] {
  const starts: number[] = [];
  let offset = 0;
  for (const line of lines) {
    starts.push(offset);
    offset += line.length;
  }
  const lineAt = (at: number): number =>
    Math.max(
      0,
      starts.findLastIndex((start) => start <= at),
    );
  const groups: { start: number; end: number; edits: Edit[] }[] = [];
  for (const edit of distinctEdits(edits)) {
    const start = lineAt(edit.span.start);
    const end =
      lineAt(Math.max(edit.span.start, edit.span.end - (edit.span.end > edit.span.start ? 1 : 0))) + 1;
    const last = groups.at(-1);
    if (last && start < last.end) {
      last.end = Math.max(last.end, end);
      last.edits.push(edit);
    } else groups.push({ start, end, edits: [edit] });
  }
  return groups.flatMap((group) => {
    const from = starts[group.start] ?? text.length;
    const to = starts[group.end] ?? text.length;
    const old = text.slice(from, to);
    const moved = group.edits.map(({ span, text: replacement }) => ({
      span: { start: span.start - from, end: span.end - from },
      text: replacement,
    }));
    const changed = applyEdits(old, moved);
    if (changed === old) return [];
    return [onlyChanged(lines, group.start, splitLines(changed), Math.min(group.end, lines.length))];
  });
}

/** The change without the lines at its ends that stay: an insertion behind a line does not touch that line. */
function onlyChanged(
  lines: readonly string[],
  start: number,
  replacement: readonly string[],
  end: number,
): Change {
  let from = 0;
  while (start + from < end && from < replacement.length && lines[start + from] === replacement[from]) from++;
  let to = 0;
  while (
    end - to > start + from &&
    replacement.length - to > from &&
    lines[end - to - 1] === replacement[replacement.length - to - 1]
  )
    to++;
  return {
    start: start + from,
    end: end - to,
    replacement: replacement.slice(from, replacement.length - to),
  };
}

function groupChanges(changes: readonly Change[]): readonly (readonly Change[])[] {
  const hunks: Change[][] = [];
  for (const change of changes) {
    const last = hunks.at(-1);
    const isNear = last && change.start - (last.at(-1)?.end ?? 0) <= 2 * contextLines;
    if (isNear) last.push(change);
    else hunks.push([change]);
  }
  return hunks;
}

/** Lines with their line ends. */
function splitLines(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function mark(sign: string, line: string): string {
  return line.endsWith("\n") ? sign + line : `${sign}${line}\n\\ No newline at end of file\n`;
}

function range(start: number, count: number): string {
  if (count === 0) return `${start},0`;
  return count === 1 ? `${start + 1}` : `${start + 1},${count}`;
}
