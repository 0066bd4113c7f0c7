/** A file of a folder tree, and how its bytes are read. */

import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, type Stats } from "node:fs";
import { noteGarbage } from "../collect-garbage.ts";
import type { ReadResult, TreeEntry } from "./tree.ts";

/** A file on disk; its status is asked for when size or mode are needed, because most files need neither. */
export class DiskEntry implements TreeEntry {
  readonly path: string;
  readonly linkTarget: string | undefined;
  readonly #root: string;
  #status: Stats | undefined;

  constructor(root: string, path: string, linkTarget: string | undefined) {
    this.#root = root;
    this.path = path;
    this.linkTarget = linkTarget;
  }

  /** 0 when the file is gone. */
  get sizeBytes(): number {
    return this.#readStatus()?.size ?? 0;
  }

  get isExecutable(): boolean {
    return this.linkTarget === undefined && ((this.#readStatus()?.mode ?? 0) & 0o111) !== 0;
  }

  #readStatus(): Stats | undefined {
    this.#status ??= lstatSync(`${this.#root}/${this.path}`, { throwIfNoEntry: false });
    return this.#status;
  }
}

/** Larger files are refused: nothing that Breakwater reads comes near it. */
const mostBytes = 256 * 1024 * 1024;
/** What most files fit into; reading into it asks for no memory. */
const sharedBuffer = new Uint8Array(256 * 1024);

/** Bytes of a regular file, at most `limit` when given. A file that became a link or a pipe since the walk is refused. */
export function readDisk(path: string, limit: number | undefined): ReadResult {
  let file: number | undefined;
  try {
    // Without O_NONBLOCK, opening a pipe that nobody writes to never returns.
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    if (limit === undefined || limit > sharedBuffer.length) return readWhole(file, limit);
    return { ok: true, bytes: sharedBuffer.slice(0, readSync(file, sharedBuffer, 0, limit, 0)) };
  } catch (error) {
    return { ok: false, reason: describeError(error) };
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** What opening a file and looking into it makes: who peeks decodes a header. */
const bytesOfPeek = 4_000;

/** The same, in bytes that the next call overwrites unless the file is large. */
export function peekDisk(path: string, limit: number): ReadResult {
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const asked = Math.min(limit, sharedBuffer.length);
    const length = readSync(file, sharedBuffer, 0, asked, 0);
    // A read that fills the buffer may have more behind it.
    if (length === asked && asked < limit) return readWhole(file, limit);
    noteGarbage(bytesOfPeek);
    return { ok: true, bytes: sharedBuffer.subarray(0, length) };
  } catch (error) {
    return { ok: false, reason: describeError(error) };
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function readWhole(file: number, limit: number | undefined): ReadResult {
  const status = fstatSync(file);
  if (!status.isFile()) return { ok: false, reason: "it is not a regular file any more" };
  const size = Math.min(status.size, limit ?? Number.POSITIVE_INFINITY);
  if (size > mostBytes) return { ok: false, reason: "it is larger than 256 MiB" };
  const bytes = new Uint8Array(size);
  let filled = 0;
  while (filled < size) {
    const length = readSync(file, bytes, filled, size - filled, filled);
    if (length === 0) break;
    filled += length;
  }
  return { ok: true, bytes: filled === size ? bytes : bytes.subarray(0, filled) };
}

/** What went wrong with a file, in words that complete "Cannot read FILE: …". */
export function describeError(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const known: Readonly<Record<string, string>> = {
    EACCES: "permission denied",
    EPERM: "permission denied",
    ENOENT: "no such file",
    ENOTDIR: "a folder above it is not a folder",
    EISDIR: "it is a folder",
    ELOOP: "symbolic links lead in a circle",
    ENAMETOOLONG: "its name is too long",
    EMFILE: "too many open files",
    EIO: "the disk reports an error",
  };
  return known[code] ?? (code === "" ? "it cannot be read" : `it cannot be read (${code})`);
}
