/** A tree that is given as values: for tests, rule cases and text from elsewhere. */
import { buildTree, sortEntries } from "./build-tree.ts";
import { createIgnoreRules } from "./ignore-rules.ts";
import type { Tree, TreeEntry } from "./tree.ts";

export interface MemoryTreeOptions {
  readonly name?: string;
  /** Paths that git tracks: they are in the tree even when ignored. Without it `isTracked` is undefined. */
  readonly tracked?: readonly string[];
  /** Symbolic links: path → target as written. */
  readonly links?: Readonly<Record<string, string>>;
  readonly executable?: readonly string[];
}

/** A tree of the given files, by path; its `.gitignore` files hold as in a repository. */
export function createMemoryTree(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: MemoryTreeOptions = {},
): Tree {
  const encoder = new TextEncoder();
  const contents = new Map<string, Uint8Array>();
  for (const [path, content] of Object.entries(files)) {
    checkPath(path);
    contents.set(path, typeof content === "string" ? encoder.encode(content) : content);
  }
  const links = options.links ?? {};
  for (const path of Object.keys(links)) {
    checkPath(path);
    if (contents.has(path)) throw new RangeError(`"${path}" is both a file and a link`);
  }

  const decoder = new TextDecoder();
  const rules = createIgnoreRules((folder) => {
    const bytes = contents.get(folder === "" ? ".gitignore" : `${folder}/.gitignore`);
    return bytes && decoder.decode(bytes);
  });
  const tracked = options.tracked && new Set(options.tracked);
  const executable = new Set(options.executable);
  const entries: TreeEntry[] = [];
  const add = (path: string, sizeBytes: number, linkTarget: string | undefined): void => {
    if (rules.isIgnored(path, false) && !tracked?.has(path)) return;
    entries.push({ path, sizeBytes, isExecutable: executable.has(path), linkTarget });
  };
  for (const [path, bytes] of contents) add(path, bytes.length, undefined);
  for (const [path, target] of Object.entries(links)) add(path, encoder.encode(target).length, target);

  return buildTree({
    kind: "memory",
    name: options.name ?? "memory",
    entries: sortEntries(entries),
    problems: [],
    readBytes(entry, limit) {
      const bytes = contents.get(entry.path);
      if (!bytes) return { ok: false, reason: "no such file in the tree" };
      return { ok: true, bytes: limit === undefined ? bytes : bytes.subarray(0, limit) };
    },
    isTracked: (path) => tracked?.has(path),
    isIgnored: (path, isFolder) => rules.isIgnored(path, isFolder ?? false),
  });
}

function checkPath(path: string): void {
  const isPlain = path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
  if (!isPlain) throw new RangeError(`"${path}" is not a plain relative path`);
}
