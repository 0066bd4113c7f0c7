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
  const note = (path: string, found: ReadResult): ReadResult => {
    const result: ReadResult =
      found.ok && isLargeBinary(found.bytes) ? { ok: false, reason: "it is no text" } : found;
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

const largeBytes = 64 << 10;
const lookedAtBytes = 8000;

/** A large file with a NUL byte at its start, as git tells binary files: each of its lines would be a problem. */
function isLargeBinary(bytes: Uint8Array): boolean {
  if (bytes.length <= largeBytes) return false;
  const hasMark = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return !hasMark && bytes.subarray(0, lookedAtBytes).includes(0);
}
