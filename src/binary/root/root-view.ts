import type { BlobReader } from "../blob-reader.ts";
import type { WalkFailure } from "./walk-path.ts";

/** A name in a root file system; links are followed. */
export interface RootEntry {
  /** Absolute, without links. */
  readonly path: string;
  readonly kind: "file" | "folder" | "other";
  /** Permission bits with set-user-id and its like. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly sizeBytes: number;
}

/** What a path leads to, with the folders that it leads through. */
export interface RootWalk {
  readonly entry: RootEntry | undefined;
  /** Why there is no entry. */
  readonly failure: WalkFailure | undefined;
  readonly searched: readonly RootEntry[];
}

/** A root file system as a program sees it: the merged layers of an image, or a folder. Links stay inside. */
export interface RootView {
  /** What an absolute path leads to; undefined where nothing is. */
  find(path: string): RootEntry | undefined;
  /** The same with all that the kernel looks at on the way. */
  walk(path: string): RootWalk;
  /** The names in a folder; empty where there is none. */
  list(path: string): readonly string[];
  /** The bytes of files by the asked paths, all in one go; files that are missing or beyond the limit are left out. */
  read(paths: readonly string[], maxBytes: number): Promise<ReadonlyMap<string, BlobReader>>;
}
