/**
 * A tree of files: a folder, a git revision, an archive or memory. Paths are relative to its root, with
 * forward slashes, sorted by bytes. Reading is synchronous: a check is one pass over files that are
 * mostly in the page cache, and promises per file cost more than the reads.
 */
export interface Tree {
  readonly kind: "folder" | "revision" | "archive" | "memory";
  /** What a person calls it: the folder's name, `main@abc123`, the archive's name. */
  readonly name: string;
  /** Absolute path of a folder tree's root. */
  readonly folder: string | undefined;
  /** Path from the repository's root to this tree's root with its slash; empty or undefined when they are one or nothing is known. */
  readonly prefix?: string | undefined;
  /** Regular files and symbolic links, sorted by path; git's own folder and files that git ignores are not in it. */
  readonly entries: readonly TreeEntry[];
  entry(path: string): TreeEntry | undefined;
  hasFolder(path: string): boolean;
  /** Paths directly inside a folder ("" is the root), files and folders, sorted. */
  list(folder: string): readonly string[];
  /** Bytes of a regular file, or of the file a link inside the tree leads to. */
  read(path: string): ReadResult;
  /** The first `sizeBytes` bytes; cheaper than `read` for headers. */
  readStart(path: string, sizeBytes: number): ReadResult;
  /** Like `readStart`, with bytes that only last until the next peek: for a look into thousands of files. */
  peek(path: string, sizeBytes: number): ReadResult;
  /** Whether git tracks the file; undefined when no index could be read (then `problems` says why). */
  isTracked(path: string): boolean | undefined;
  /** Whether git's ignore files exclude the path (a path that is not in `entries` may be asked for). */
  isIgnored(path: string): boolean;
  readonly problems: readonly TreeProblem[];
  /** Bytes read so far, for the counts of a report. */
  readonly bytesRead: number;
}

export interface TreeEntry {
  readonly path: string;
  readonly sizeBytes: number;
  readonly isExecutable: boolean;
  /** The target of a symbolic link as written; undefined for a regular file. */
  readonly linkTarget: string | undefined;
}

export type ReadResult =
  | { readonly ok: true; readonly bytes: Uint8Array }
  /** `reason` completes "Cannot read FILE: …". */
  | { readonly ok: false; readonly reason: string };

export interface TreeProblem {
  readonly path: string;
  readonly reason: string;
}
