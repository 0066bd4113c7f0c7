/** The tree that a command looks at: the folder that was named, or the repository around the current one. */
import { relative } from "node:path";
import type { Tree } from "../workspace/tree/tree.ts";
import { findRoot } from "./find-root.ts";
import { checkFolder, openUserFolder, openUserRevision } from "./open-tree.ts";
import type { Terminal } from "./terminal.ts";

export interface UserTree {
  readonly tree: Tree;
  /** Absolute path of the tree's root. */
  readonly folder: string;
  /** The repository's root above a folder that was named, relative to the current folder. */
  readonly rootAbove: string | undefined;
}

/** Opens the folder at `path`; without one, the root of the repository in which the current folder lies. */
export function openUserTree(
  input: { readonly path: string | undefined; readonly ref: string | undefined },
  terminal: Terminal,
): UserTree {
  const folder = userFolder(input.path, terminal);
  const tree =
    input.ref === undefined
      ? openUserFolder(folder, terminal.folder)
      : openUserRevision(folder, terminal.folder, input.ref);
  const root = input.path === undefined ? undefined : findRoot(folder)?.folder;
  const rootAbove =
    root === undefined || root === folder ? undefined : relative(terminal.folder, root) || ".";
  return { tree, folder, rootAbove };
}

/** Absolute path of the folder to look at; says so when it is another one than the current. */
function userFolder(path: string | undefined, terminal: Terminal): string {
  if (path !== undefined) return checkFolder(path, terminal.folder);
  const root = findRoot(terminal.folder);
  if (root === undefined || root.folder === terminal.folder) return checkFolder(".", terminal.folder);
  const shown = relative(terminal.folder, root.folder);
  terminal.complain(`breakwater: looking at ${shown}, the folder with ${root.mark}`);
  return root.folder;
}
