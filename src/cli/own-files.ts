/** The files that a change of this repository can hold: what `--new-from` compares on both of its sides. */
import { UserError } from "../finding/user-error.ts";
import { countOf } from "../report/layout.ts";
import { keepFiles } from "../workspace/tree/keep-files.ts";
import type { Tree } from "../workspace/tree/tree.ts";
import { configNames } from "./config.ts";
import { listIndex } from "./git.ts";
import type { Terminal } from "./terminal.ts";

/**
 * The tree without what no commit of this repository would bring: files that were never added, other clones and work
 * trees inside it, and the contents of submodules, of which a commit has only a name. The configuration holds as it is.
 */
export function ownFiles(tree: Tree, folder: string, terminal: Terminal): Tree {
  const index = indexOf(folder);
  if (index === undefined) return tree;
  const own = keepFiles(tree, (path) => index.has(path) || configNames.some((name) => name === path));
  const left = tree.entries.length - own.entries.length;
  if (left > 0)
    terminal.complain(
      `breakwater: ${countOf(left, "file")} left out that ${left === 1 ? "is" : "are"} not in this repository's index: not added, or of a submodule or another clone`,
    );
  return own;
}

/** Undefined outside of a repository: what names no commit is told when the revision is looked for. */
function indexOf(folder: string): ReadonlySet<string> | undefined {
  try {
    return listIndex(folder);
  } catch (error) {
    if (error instanceof UserError && error.code === "git-failed") return undefined;
    throw error;
  }
}
