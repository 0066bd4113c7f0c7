/** The script that a command names, among the scripts of the workspace or read for the occasion. */
import { embedUnchanged } from "../../text/embedded-text.ts";
import type { SourceFile } from "../../text/source-file.ts";
import type { ShellScript } from "../../workspace/shell/ast.ts";
import { parseShell } from "../../workspace/shell/parse-shell.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import type { Machine } from "../machine.ts";
import { pathInTree } from "./folder-in-tree.ts";

const maxSourced = 200_000;

/** The script of the tree that a path names, seen from the machine's current folder. */
export function scriptAt(
  path: string,
  machine: Machine,
  { scripts }: Pick<Workspace, "scripts">,
): ShellScript | undefined {
  const file = pathInTree(path, machine);
  return file === undefined ? undefined : scriptsByFile(scripts).get(file);
}

const byFile = new WeakMap<readonly ShellScript[], ReadonlyMap<string, ShellScript>>();

function scriptsByFile(scripts: readonly ShellScript[]): ReadonlyMap<string, ShellScript> {
  const known = byFile.get(scripts);
  if (known) return known;
  const found = new Map(scripts.map((script) => [script.file, script]));
  byFile.set(scripts, found);
  return found;
}

const sourced = new WeakMap<SourceFile, ShellScript>();

/** A file that says nothing about go is no script of the workspace, but sourced it may set folders and flags. */
export function readSourced(path: string, machine: Machine, workspace: Workspace): ShellScript | undefined {
  const file = pathInTree(path, machine);
  const entry = file === undefined ? undefined : workspace.tree.entry(file);
  const source = entry && entry.sizeBytes < maxSourced ? workspace.source(entry.path) : undefined;
  if (!source) return undefined;
  const known = sourced.get(source);
  if (known) return known;
  const span = { start: 0, end: source.text.length };
  const script = parseShell(embedUnchanged(source.text), { file: source.path, span });
  sourced.set(source, script);
  return script;
}
