/** Edits of words that stand in a file exactly as they are known: no variable, no escape, no second place. */
import type { FileEdit, Fix } from "../finding/fix.ts";
import { isMentioned } from "../site/is-mentioned.ts";
import type { Place } from "../text/span.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** Puts `to` in the place of `from`, which must stand once in `at`, as a word of its own. */
export function replaceText(
  workspace: Workspace,
  { at, from, to }: { readonly at: Place; readonly from: string; readonly to: string },
): FileEdit | undefined {
  const text = workspace.source(at.file)?.text;
  if (text === undefined || from === "") return undefined;
  const start = text.indexOf(from, at.span.start);
  const end = start + from.length;
  if (start === -1 || end > at.span.end) return undefined;
  const next = text.indexOf(from, start + 1);
  if (next !== -1 && next + from.length <= at.span.end) return undefined;
  const isPart =
    (isWord(text.charAt(start - 1)) && isWord(from)) || (isWord(from.slice(-1)) && isWord(text.charAt(end)));
  return isPart ? undefined : { at: { file: at.file, span: { start, end } }, text: to };
}

function isWord(text: string): boolean {
  return /^\w/.test(text);
}

/** Deletes a word with the blank before it; undefined where it does not stand between blanks or ends of the line. */
export function deleteWord(
  workspace: Workspace,
  { at, word }: { readonly at: Place; readonly word: string },
) {
  const edit = replaceText(workspace, { at, from: word, to: "" });
  const text = workspace.source(at.file)?.text ?? "";
  if (!edit || !/[ \t]/.test(text.charAt(edit.at.span.start - 1))) return undefined;
  // The only word of a YAML value leaves nothing.
  if (/:[ \t]*$/.test(text.slice(Math.max(0, edit.at.span.start - 40), edit.at.span.start))) return undefined;
  if (!/[\s;&|)"'`]|^$/.test(text.charAt(edit.at.span.end))) return undefined;
  const { start, end } = edit.at.span;
  return { at: { file: at.file, span: { start: start - 1, end } }, text: "" };
}

/** Deletes the whole line in which a place lies, where `shape` says that the line holds nothing else. */
export function deleteLine(
  workspace: Workspace,
  { at, shape }: { readonly at: Place; readonly shape: RegExp },
): FileEdit | undefined {
  const source = workspace.source(at.file);
  const line = source?.lines.positionAt(at.span.start).line;
  if (!source || line === undefined || !shape.test(source.lines.lineText(line))) return undefined;
  const span = { start: source.lines.lineStart(line), end: source.lines.lineStart(line + 1) };
  return { at: { file: at.file, span }, text: "" };
}

/** With the blank line above where another follows, or the end: one is enough. */
export function withLineAbove(workspace: Workspace, edit: FileEdit): FileEdit {
  const text = workspace.source(edit.at.file)?.text ?? "";
  const { start, end } = edit.at.span;
  const above = /\n(\r?\n)$/.exec(text.slice(0, start))?.[1];
  if (above === undefined || !/^(?:\r?\n|$)/.test(text.slice(end))) return edit;
  return { ...edit, at: { ...edit.at, span: { start: start - above.length, end } } };
}

/** Puts a line behind the first line of a script, which must name its shell. */
export function behindShebang(file: string, line: string, workspace: Workspace): FileEdit | undefined {
  const source = workspace.source(file);
  if (!source || !workspace.scripts.some((each) => each.file === file)) return undefined;
  if (!/^#!.*\b(?:ba|da|k|z)?sh\b/.test(source.lines.lineText(1)) || source.lines.lineCount < 2)
    return undefined;
  const start = source.lines.lineStart(2);
  return { at: { file, span: { start, end: start } }, text: `${line}\n` };
}

/** Puts `export` before the name on the line of an assignment, where the line begins with it or with a target. */
export function exporting({ file, span }: Place, name: string, workspace: Workspace): FileEdit | undefined {
  const text = workspace.source(file)?.text ?? "";
  const lineStart = text.lastIndexOf("\n", span.start - 1) + 1;
  const found = new RegExp(`^([ \\t]*(?:[\\w./%-]+:[ \\t]*)?)${RegExp.escape(name)}[ \\t]*[:?!+]*=`).exec(
    text.slice(lineStart),
  );
  if (!found) return undefined;
  const start = lineStart + (found[1]?.length ?? 0);
  return { at: { file, span: { start, end: start } }, text: "export " };
}

/** A fix of its only edit; nothing when the place cannot be edited. */
export function fixOf(
  edit: FileEdit | undefined,
  { title, isSafe }: { readonly title: string; readonly isSafe: boolean },
): { readonly fix: Fix } | undefined {
  return edit && { fix: { title, isSafe, edits: [edit] } };
}

/** Replaces the value of a variable on the line that names it, where nothing else reads the variable. */
export function fixSetting(
  workspace: Workspace,
  setting: { readonly name: string; readonly at: Place; readonly from: string; readonly to: string },
  { title, isSafe = true }: { readonly title: string; readonly isSafe?: boolean },
): { readonly fix: Fix } | undefined {
  const edit = replaceText(workspace, setting);
  if (!edit || !isNamedBefore(workspace, setting.name, edit.at) || isMentioned(setting.name, workspace))
    return undefined;
  return { fix: { title, isSafe, edits: [edit] } };
}

/** Whether a line says whose value stands there: a value that comes from elsewhere has other readers. */
function isNamedBefore(workspace: Workspace, name: string, { file, span }: Place): boolean {
  const text = workspace.source(file)?.text ?? "";
  const before = text.slice(0, span.start);
  return before.slice(before.lastIndexOf("\n") + 1).includes(name);
}
