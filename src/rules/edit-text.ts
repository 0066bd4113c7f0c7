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
