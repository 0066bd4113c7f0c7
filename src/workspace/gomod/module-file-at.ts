import { resolveLinks } from "../tree/resolve-links.ts";
import type { Tree } from "../tree/tree.ts";

/** The go.mod that go opens in a folder, through symbolic links inside the tree; undefined when there is none. */
export function moduleFileAt(tree: Tree, folder: string): string | undefined {
  const path = folder === "" ? "go.mod" : `${folder}/go.mod`;
  const found = resolveLinks({
    path,
    folder: tree.folder,
    entry: (each) => tree.entry(each),
    hasFolder: (each) => tree.hasFolder(each),
  });
  return found.ok ? found.entry.path : undefined;
}
