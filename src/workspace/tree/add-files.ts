import { compareBytes } from "../../go/byte-order.ts";
import { overlayTree } from "./overlay-tree.ts";
import type { Tree, TreeEntry } from "./tree.ts";

/** A tree in which files have other contents, and files that were not there are: tracked, not ignored, regular. */
export function addFiles(tree: Tree, contents: ReadonlyMap<string, Uint8Array>): Tree {
  const base = overlayTree(tree, contents);
  const added = new Map<string, TreeEntry>();
  for (const [path, bytes] of contents) {
    if (tree.entry(path)) continue;
    added.set(path, { path, sizeBytes: bytes.length, isExecutable: false, linkTarget: undefined });
  }
  if (added.size === 0) return base;
  const entries = [...base.entries, ...added.values()].sort((a, b) => compareBytes(a.path, b.path));
  const paths = [...added.keys()];
  const isAddedFolder = (folder: string): boolean => paths.some((path) => path.startsWith(`${folder}/`));
  return {
    ...base,
    entries,
    entry: (path) => added.get(path) ?? base.entry(path),
    hasFolder: (path) => base.hasFolder(path) || isAddedFolder(path),
    list: (folder) => {
      const prefix = folder === "" ? "" : `${folder}/`;
      const inside = paths
        .filter((path) => path.startsWith(prefix))
        .map((path) => prefix + (path.slice(prefix.length).split("/")[0] ?? ""));
      return [...new Set([...base.list(folder), ...inside])].sort(compareBytes);
    },
    isTracked: (path) => added.has(path) || base.isTracked(path),
    isIgnored: (path) => !added.has(path) && base.isIgnored(path),
    get bytesRead() {
      return base.bytesRead;
    },
  };
}
