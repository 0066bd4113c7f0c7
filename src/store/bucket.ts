/** What a store needs of a disk or of S3: objects with names that are created once, read, listed and removed. */
import type { BlobWriter, ListedBlob, StoredBlob } from "./module-store.ts";

/** A folder and the names of the objects in it. */
export interface Folder {
  readonly folder: string;
  readonly names: readonly string[];
}

/** Keys are paths of safe, lower-case names. What has resolved is durable. */
export interface Bucket {
  /** For people. */
  readonly place: string;
  /** For people: where an object lies. */
  placeOf(key: string): string;
  /**
   * Creates an object; false when one is there already. Of several that try at once, one creates it. Others see it as a
   * whole, except on file systems without links: there they may see its beginning.
   */
  create(key: string, bytes: Uint8Array): Promise<boolean>;
  read(key: string): Promise<Uint8Array | undefined>;
  /** When an object came; undefined when it is gone. */
  changedAt(key: string): Promise<number | undefined>;
  /** Removes an object that is older than `before`; one that is gone is no failure. */
  removeOlder(key: string, before: number): Promise<void>;
  /** The names in a folder that begin with `start`, without those in folders below. */
  namesIn(folder: string, start: string): Promise<readonly string[]>;
  /** All folders below one that hold objects, each with all its names. */
  walk(folder: string): AsyncIterable<Folder>;
  newBlob(): Promise<BlobWriter>;
  openBlob(sha256: string): Promise<StoredBlob | undefined>;
  blobs(after?: string): AsyncIterable<ListedBlob>;
  dropBlob(sha256: string, unlessAfter: number): Promise<boolean>;
  /** Adds a line to a log. */
  append(log: string, line: string): Promise<void>;
  lines(log: string): AsyncIterable<string>;
  close(): Promise<void>;
}
