/** Files that are there as a whole or not at all, also after the power went out. */
import { constants } from "node:fs";
import { type FileHandle, link, mkdir, open, rename, rm, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { codeOf } from "./reason.ts";

/** Writes all bytes: one call may write less. */
export async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, at, bytes.length - at);
    if (bytesWritten === 0) throw new Error("The disk took no bytes");
    at += bytesWritten;
  }
}

/** Makes changes of names in a folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Creates, renames and removes files below a root. */
export interface DurableFiles {
  /** Creates a file; false when there is one already. */
  create(path: string, bytes: Uint8Array): Promise<boolean>;
  /** Moves a file that is durable itself, over one that may be there. */
  move(from: string, to: string): Promise<void>;
  /** A path that nobody else uses, for what is not to be seen yet. */
  temporaryPath(): string;
  makeFolder(folder: string): Promise<void>;
}

/** `temporary`: a folder on the same file system that is there. */
export function createDurableFiles(options: {
  readonly root: string;
  readonly temporary: string;
}): DurableFiles {
  const { root, temporary } = options;
  let count = 0;
  const known = new Set<string>();

  /** A folder that another process has just made may not be durable yet: each process syncs what it relies on. */
  async function makeFolder(folder: string): Promise<void> {
    if (known.has(folder)) return;
    await mkdir(folder, { recursive: true });
    for (let at = folder; at !== root && at !== dirname(at); at = dirname(at)) await syncFolder(dirname(at));
    if (known.size > 10_000) known.clear();
    known.add(folder);
  }

  async function create(path: string, bytes: Uint8Array): Promise<boolean> {
    const written = temporaryPath();
    try {
      await writeNew(written, bytes);
      await makeFolder(dirname(path));
      if (!(await linkNew(written, path, bytes))) return false;
      await syncFolder(dirname(path));
      return true;
    } finally {
      await rm(written, { force: true });
    }
  }

  async function move(from: string, to: string): Promise<void> {
    await makeFolder(dirname(to));
    await rename(from, to);
    await syncFolder(dirname(to));
  }

  function temporaryPath(): string {
    return join(temporary, String(++count));
  }

  return { create, move, temporaryPath, makeFolder };
}

const noLinks = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"];

async function linkNew(written: string, path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    await link(written, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    if (!noLinks.includes(codeOf(error) ?? "")) throw error;
    // A file system without links: one process creates the file, and a crash may leave it torn, which its sum shows.
    return createDirectly(path, bytes);
  }
}

async function createDirectly(path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    await writeNew(path, bytes);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    await unlink(path).catch(() => undefined);
    throw error;
  }
}

async function writeNew(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, "wx", 0o666);
  try {
    await writeAll(handle, bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
