/** The lines of a recipe as the shell gets them. */
import type { EmbeddedText } from "../../text/embedded-text.ts";
import type { Place } from "../../text/span.ts";
import type { ShellScript } from "../../workspace/shell/ast.ts";
import { parseShell } from "../../workspace/shell/parse-shell.ts";

/** A variable of several lines makes a recipe line of each, with a shell of its own. */
export function shellLines(text: EmbeddedText): readonly EmbeddedText[] {
  const lines: EmbeddedText[] = [];
  let start = 0;
  const add = (end: number): void => {
    if (text.text.slice(start, end).trim() !== "") lines.push(partOf(text, start, end));
    start = end + 1;
  };
  for (const { index, 1: slashes = "" } of text.text.matchAll(/(\\*)\n/g)) {
    const at = index + slashes.length;
    const isInHole = text.holes.some((hole) => hole.start <= at && at < hole.end);
    if (slashes.length % 2 === 0 && !isInHole) add(at);
  }
  if (lines.length === 0) return [text];
  add(text.text.length);
  return lines;
}

function partOf(text: EmbeddedText, start: number, end: number): EmbeddedText {
  return {
    text: text.text.slice(start, end),
    holes: text.holes
      .filter((hole) => hole.start >= start && hole.end <= end)
      .map((hole) => ({ ...hole, start: hole.start - start, end: hole.end - start })),
    fileOffset: (offset) => text.fileOffset(start + offset),
  };
}

/** Commands that only print or move files: they run nothing of ours and set nothing. */
const harmless = /^\s*(?:echo|printf|rm|mkdir|cp|mv|touch|cat|chmod|ln|sleep|true|:)\b[^;&|`$()<>]*$/;

/** Files that decide how go runs: who moves one of them does set something. */
const decides = /\bvendor\b|\bgo\.(?:mod|work)\b|-version\b|\bgo\.\*/;

/** A line as a script; equal lines are parsed once. */
export function parseRecipeLine(
  text: EmbeddedText,
  place: Place,
  { scripts, number }: { scripts: Map<string, ShellScript>; number: number },
): ShellScript {
  const key = `${place.file}:${place.span.start}:${number}:${text.text}`;
  const cached = scripts.get(key);
  if (cached) return cached;
  const isEmpty = text.holes.length === 0 && harmless.test(text.text) && !decides.test(text.text);
  const script = isEmpty ? emptyScript(place) : parseShell(text, place);
  scripts.set(key, script);
  return script;
}

/** A script of a place that runs nothing. */
export function emptyScript(place: Place): ShellScript {
  return { ...place, body: [], shebang: undefined, problems: [], comments: [] };
}
