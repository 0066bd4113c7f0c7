import type { ReadResult, Tree } from "./tree.ts";

/** A tree in which some files have other contents; paths that it does not know are not added. Links keep their targets. */
export function overlayTree(tree: Tree, contents: ReadonlyMap<string, Uint8Array>): Tree {
  const sizeOf = (path: string, before: number): number => contents.get(path)?.length ?? before;
  const entries = tree.entries.map((entry) =>
    contents.has(entry.path) ? { ...entry, sizeBytes: sizeOf(entry.path, entry.sizeBytes) } : entry,
  );
  const start = (path: string, sizeBytes: number): ReadResult | undefined => {
    const bytes = contents.get(path);
    return bytes && { ok: true, bytes: bytes.subarray(0, Math.max(0, sizeBytes)) };
  };
  return {
    kind: tree.kind,
    name: tree.name,
    folder: tree.folder,
    prefix: tree.prefix,
    entries,
    problems: tree.problems,
    entry: (path) => {
      const entry = tree.entry(path);
      return entry && contents.has(path) ? { ...entry, sizeBytes: sizeOf(path, entry.sizeBytes) } : entry;
    },
    hasFolder: (path) => tree.hasFolder(path),
    list: (folder) => tree.list(folder),
    read: (path) => {
      const bytes = contents.get(path);
      return bytes ? { ok: true, bytes } : tree.read(path);
    },
    readStart: (path, sizeBytes) => start(path, sizeBytes) ?? tree.readStart(path, sizeBytes),
    peek: (path, sizeBytes) => start(path, sizeBytes) ?? tree.peek(path, sizeBytes),
    isTracked: (path) => tree.isTracked(path),
    isIgnored: (path) => tree.isIgnored(path),
    get bytesRead() {
      return tree.bytesRead;
    },
  };
}
