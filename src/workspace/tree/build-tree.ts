/** What all trees share: look-ups over the sorted entries, links followed inside the tree, counting of bytes. */
import { compareBytes } from "../../go/byte-order.ts";
import { resolveLinks } from "./resolve-links.ts";
import type { ReadResult, Tree, TreeEntry, TreeProblem } from "./tree.ts";

/** What one kind of tree brings along. */
export interface TreeSource {
  readonly kind: Tree["kind"];
  readonly name: string;
  readonly folder?: string | undefined;
  readonly prefix?: string | undefined;
  /** Sorted by path. */
  readonly entries: readonly TreeEntry[];
  readonly problems: readonly TreeProblem[];
  /** Bytes of a regular file of the tree, at most `limit` of them when it is given. */
  readBytes(entry: TreeEntry, limit: number | undefined): ReadResult;
  /** The same into a buffer that the next peek overwrites; without it a peek is a read. */
  peekBytes?(entry: TreeEntry, limit: number): ReadResult;
  isTracked(path: string): boolean | undefined;
  /** `isFolder` is undefined when the path is neither an entry nor a folder of the tree. */
  isIgnored(path: string, isFolder: boolean | undefined): boolean;
}

/** Makes a tree out of its source. */
export function buildTree(source: TreeSource): Tree {
  let byPath: Map<string, TreeEntry> | undefined;
  let byFolder: Map<string, string[]> | undefined;
  let bytesRead = 0;

  const entry = (path: string): TreeEntry | undefined => {
    byPath ??= new Map(source.entries.map((one) => [one.path, one]));
    return byPath.get(path);
  };
  const folders = (): Map<string, string[]> => {
    byFolder ??= listFolders(source.entries);
    return byFolder;
  };
  const hasFolder = (path: string): boolean => folders().has(path);
  const readBy = (path: string, readEntry: (entry: TreeEntry) => ReadResult): ReadResult => {
    const found = resolveLinks({ path, folder: source.folder, entry, hasFolder });
    if (!found.ok) return found;
    const result = readEntry(found.entry);
    if (result.ok) bytesRead += result.bytes.length;
    return result;
  };
  const peekBytes = source.peekBytes ?? source.readBytes;

  return {
    kind: source.kind,
    name: source.name,
    folder: source.folder,
    prefix: source.prefix,
    entries: source.entries,
    problems: source.problems,
    entry,
    hasFolder,
    list: (folder) => folders().get(folder) ?? [],
    read: (path) => readBy(path, (found) => source.readBytes(found, undefined)),
    readStart: (path, sizeBytes) => readBy(path, (found) => source.readBytes(found, Math.max(0, sizeBytes))),
    peek: (path, sizeBytes) => readBy(path, (found) => peekBytes(found, Math.max(0, sizeBytes))),
    isTracked: (path) => source.isTracked(path),
    isIgnored(asked) {
      const path = asked.endsWith("/") ? asked.slice(0, -1) : asked;
      if (path === "") return false;
      if (path !== asked) return source.isIgnored(path, true);
      return source.isIgnored(path, entry(path) ? false : hasFolder(path) ? true : undefined);
    },
    get bytesRead() {
      return bytesRead;
    },
  };
}

function listFolders(entries: readonly TreeEntry[]): Map<string, string[]> {
  const lists = new Map<string, string[]>([["", []]]);
  const listOf = (folder: string): string[] => {
    const known = lists.get(folder);
    if (known) return known;
    const created: string[] = [];
    lists.set(folder, created);
    listOf(folder.slice(0, Math.max(0, folder.lastIndexOf("/")))).push(folder);
    return created;
  };
  for (const { path } of entries) listOf(path.slice(0, Math.max(0, path.lastIndexOf("/")))).push(path);
  for (const list of lists.values()) if (list.length > 1) list.sort(compareBytes);
  return lists;
}

/** Sorts entries by path bytes, in place. */
export function sortEntries<Entry extends TreeEntry>(entries: Entry[]): Entry[] {
  return entries.sort((a, b) => compareBytes(a.path, b.path));
}
