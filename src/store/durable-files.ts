/** Files that are there as a whole or not at all, also after the power went out. */
import { constants } from "node:fs";
import { type FileHandle, link, mkdir, open, rename, rm, rmdir, unlink } from "node:fs/promises";
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
  /** Makes ready what is needed for writing; the folder for what is not to be seen yet. */
  open(): Promise<string>;
  /** Creates a file; false when there is one already. */
  create(path: string, bytes: Uint8Array): Promise<boolean>;
  /** Moves a file that is durable itself, over one that may be there. */
  move(from: string, to: string): Promise<void>;
  /** Works with a path that nobody else uses, for what is not to be seen yet. */
  withTemporary<Result>(work: (path: string) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** `openTemporary` makes a folder on the same file system; where it fails it is asked again by the next who writes. */
export function createDurableFiles(options: {
  readonly root: string;
  readonly openTemporary: () => Promise<string>;
}): DurableFiles {
  const { root, openTemporary } = options;
  let temporary: Promise<string> | undefined;
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

  function openOnce(): Promise<string> {
    temporary ??= openTemporary().catch((error: unknown) => {
      temporary = undefined;
      throw error;
    });
    return temporary;
  }

  /** Somebody may clear away folders that were there a moment ago. */
  async function withTemporary<Result>(work: (path: string) => Promise<Result>): Promise<Result> {
    const folder = await openOnce();
    try {
      return await work(join(folder, String(++count)));
    } catch (error) {
      if (codeOf(error) !== "ENOENT") throw error;
      known.clear();
      await mkdir(folder, { recursive: true });
      return work(join(folder, String(++count)));
    }
  }

  async function createOnce(path: string, bytes: Uint8Array, written: string): Promise<boolean> {
    try {
      await writeNew(written, bytes);
      await makeFolder(dirname(path));
      if (!(await linkNew(written, path, bytes))) return false;
      await syncFolder(dirname(path));
      return true;
    } finally {
      // What cannot be removed now goes when the store is opened again.
      await rm(written, { force: true }).catch(() => undefined);
    }
  }

  async function moveOnce(from: string, to: string): Promise<void> {
    await makeFolder(dirname(to));
    await rename(from, to);
    await syncFolder(dirname(to));
  }

  return {
    open: openOnce,
    create: (path, bytes) => withTemporary((written) => createOnce(path, bytes, written)),
    move: (from, to) => withTemporary(() => moveOnce(from, to)),
    withTemporary,
    async close() {
      // What is still being written stays for whoever writes it.
      await temporary?.then(rmdir).catch(() => undefined);
    },
  };
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
