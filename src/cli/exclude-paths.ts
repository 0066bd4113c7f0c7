import { matchesPath } from "../text/glob.ts";
import type { ReadResult, Tree } from "../workspace/tree/tree.ts";

const excluded: ReadResult = { ok: false, reason: "excluded by configuration" };

/** A tree without the files and folders that match a glob. */
export function excludePaths(tree: Tree, globs: readonly string[]): Tree {
  if (globs.length === 0) return tree;
  const isExcluded = (path: string): boolean => globs.some((glob) => matchesPath(glob, path));
  const entries = tree.entries.filter(({ path }) => !isExcluded(path));
  return {
    kind: tree.kind,
    name: tree.name,
    folder: tree.folder,
    prefix: tree.prefix,
    entries,
    problems: tree.problems.filter(({ path }) => !isExcluded(path)),
    entry: (path) => (isExcluded(path) ? undefined : tree.entry(path)),
    hasFolder: (path) => !isExcluded(path) && tree.hasFolder(path),
    list: (folder) => tree.list(folder).filter((path) => !isExcluded(path)),
    read: (path) => (isExcluded(path) ? excluded : tree.read(path)),
    readStart: (path, sizeBytes) => (isExcluded(path) ? excluded : tree.readStart(path, sizeBytes)),
    peek: (path, sizeBytes) => (isExcluded(path) ? excluded : tree.peek(path, sizeBytes)),
    isTracked: (path) => tree.isTracked(path),
    isIgnored: (path) => tree.isIgnored(path),
    get bytesRead() {
      return tree.bytesRead;
    },
  };
}
