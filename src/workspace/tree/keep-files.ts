import { buildTree } from "./build-tree.ts";
import type { Tree } from "./tree.ts";

/** A tree with fewer files: those that `keeps` says yes to; folders that hold none of them are gone, too. */
export function keepFiles(tree: Tree, keeps: (path: string) => boolean): Tree {
  return buildTree({
    kind: tree.kind,
    name: tree.name,
    folder: tree.folder,
    prefix: tree.prefix,
    entries: tree.entries.filter(({ path }) => keeps(path)),
    problems: tree.problems,
    readBytes: ({ path }, limit) => (limit === undefined ? tree.read(path) : tree.readStart(path, limit)),
    peekBytes: ({ path }, limit) => tree.peek(path, limit),
    isTracked: (path) => tree.isTracked(path),
    isIgnored: (path, isFolder) => tree.isIgnored(isFolder === true ? `${path}/` : path),
  });
}
