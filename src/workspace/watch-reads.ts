import type { ReadResult, Tree } from "./tree/tree.ts";
import type { Unknown } from "./unknown.ts";

/** A tree whose failed reads are kept, so that no reader can pass over a file in silence. */
export interface WatchedReads {
  readonly tree: Tree;
  /** One for each file of the tree that somebody could not read. */
  readonly unknowns: readonly Unknown[];
}

/** Watches the reads of a tree. */
export function watchReads(tree: Tree): WatchedReads {
  const failed = new Map<string, Unknown>();
  const note = (path: string, result: ReadResult): ReadResult => {
    if (!result.ok && !failed.has(path) && tree.entry(path)) {
      const reason = `the file cannot be read: ${result.reason}`;
      failed.set(path, { at: { file: path, span: { start: 0, end: 0 } }, reason, code: "unreadable-file" });
    }
    return result;
  };
  return {
    get unknowns() {
      return [...failed.values()];
    },
    tree: {
      kind: tree.kind,
      name: tree.name,
      folder: tree.folder,
      entries: tree.entries,
      problems: tree.problems,
      entry: (path) => tree.entry(path),
      hasFolder: (path) => tree.hasFolder(path),
      list: (folder) => tree.list(folder),
      read: (path) => note(path, tree.read(path)),
      readStart: (path, sizeBytes) => note(path, tree.readStart(path, sizeBytes)),
      peek: (path, sizeBytes) => note(path, tree.peek(path, sizeBytes)),
      isTracked: (path) => tree.isTracked(path),
      isIgnored: (path) => tree.isIgnored(path),
      get bytesRead() {
        return tree.bytesRead;
      },
    },
  };
}
