import type { Tree } from "../tree/tree.ts";

/** Whether a folder is, or lies in or above, a git submodule: its files are not in the tree and may all the same be there. */
export function isSubmodule(tree: Tree, folder: string): boolean {
  const read = tree.read(".gitmodules");
  if (!read.ok) return false;
  const text = new TextDecoder().decode(read.bytes);
  return [...text.matchAll(/^[ \t]*path[ \t]*=[ \t]*(.+?)[ \t]*$/gm)].some(
    ([, path = ""]) => isUnder(folder, path) || isUnder(path, folder),
  );
}

function isUnder(path: string, folder: string): boolean {
  return `${path}/`.startsWith(`${folder}/`);
}
