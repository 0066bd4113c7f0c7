/**
 * A bucket that is a folder:
 *
 *   blobs/3f/3f79…       bytes by their SHA-256
 *   versions/… documents/… evidence/…   objects by their keys
 *   audit.log            lines
 *   tmp/                 what is being written
 *
 * Each file is written aside, synced, given its name in one step, and its folder synced. Names that exist stay as they
 * are, except that a blob may be replaced by the same bytes.
 */
import { constants, existsSync } from "node:fs";
import { mkdir, open, readdir, readFile, rename, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { blobOfFile } from "./blob-file.ts";
import { createBlobFileWriter } from "./blob-file-writer.ts";
import type { Bucket, Folder } from "./bucket.ts";
import { createDurableFiles, syncFolder, writeAll } from "./durable-files.ts";
import { linesOf } from "./lines-of.ts";
import type { BlobWriter, ListedBlob, StoredBlob } from "./module-store.ts";
import { codeOf, reasonOf } from "./reason.ts";
import { openTemporaryFolder } from "./temporary-folder.ts";

/** Opens a folder as a bucket; it is made when it is not there. */
export async function openFileBucket(options: {
  readonly folder: string;
  readonly now: () => number;
  readonly random: () => string;
}): Promise<Bucket> {
  const { folder: root, now, random } = options;
  const files = createDurableFiles({
    root,
    async openTemporary() {
      await makeRoot(root);
      return openTemporaryFolder({ parent: join(root, "tmp"), now, random });
    },
  });
  await files.open().catch((error: unknown) => {
    // What is there can be served from a disk that takes nothing new.
    const isRefusal = ["EROFS", "EACCES", "EPERM", "ENOSPC", "EDQUOT"].includes(codeOf(error) ?? "");
    if (!isRefusal || !existsSync(root))
      throw new Error(`Cannot open "${root}": ${reasonOf(error)}`, { cause: error });
  });

  const placeOf = (key: string): string => join(root, key);
  const blobPath = (sha256: string): string => join(root, "blobs", sha256.slice(0, 2), sha256);

  async function changedAt(key: string): Promise<number | undefined> {
    return (await orGone(stat(placeOf(key))))?.mtimeMs;
  }

  async function removeOlder(key: string, before: number): Promise<void> {
    const time = await changedAt(key);
    if (time !== undefined && time < before) await orGone(unlink(placeOf(key)));
  }

  async function namesIn(folder: string, start: string): Promise<readonly string[]> {
    const names = (await orGone(readdir(placeOf(folder)))) ?? [];
    return names.filter((name) => name.startsWith(start));
  }

  async function* walk(folder: string): AsyncIterable<Folder> {
    const entries = (await orGone(readdir(placeOf(folder), { withFileTypes: true }))) ?? [];
    const names = entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
    if (names.length > 0) yield { folder, names: names.sort() };
    for (const entry of entries) if (entry.isDirectory()) yield* walk(`${folder}/${entry.name}`);
  }

  async function newBlob(): Promise<BlobWriter> {
    const publish = (blob: { sha256: string; file: string }): Promise<void> =>
      files.move(blob.file, blobPath(blob.sha256));
    return files.withTemporary((path) => createBlobFileWriter({ path, publish }));
  }

  async function openBlob(sha256: string): Promise<StoredBlob | undefined> {
    const path = blobPath(sha256);
    const status = await orGone(stat(path));
    return status?.isFile()
      ? { ...blobOfFile(path, sha256, status.size), changedAt: status.mtimeMs }
      : undefined;
  }

  async function* blobs(after = ""): AsyncIterable<ListedBlob> {
    const shards = (await orGone(readdir(join(root, "blobs")))) ?? [];
    for (const shard of shards.sort()) {
      if (shard < after.slice(0, 2)) continue;
      const names = (await orGone(readdir(join(root, "blobs", shard)))) ?? [];
      for (const sha256 of names.sort()) {
        const status = sha256 > after ? await orGone(stat(blobPath(sha256))) : undefined;
        if (status?.isFile()) yield { sha256, size: status.size, changedAt: status.mtimeMs };
      }
    }
  }

  async function dropBlob(sha256: string, unlessAfter: number): Promise<boolean> {
    const path = blobPath(sha256);
    if ((await orGone(stat(path))) === undefined) return false;
    // Aside first: between a look at its time and its end, somebody may have written the same bytes anew.
    const moving = files.withTemporary(async (other) => {
      await rename(path, other);
      return other;
    });
    const aside = await orGone(moving);
    if (aside === undefined) return false;
    const { mtimeMs } = await stat(aside);
    const isNew = mtimeMs > unlessAfter;
    if (isNew) await rename(aside, path);
    else await unlink(aside);
    await syncFolder(dirname(path));
    return !isNew;
  }

  async function append(log: string, line: string): Promise<void> {
    const path = placeOf(`${log}.log`);
    const isNew = (await orGone(stat(path))) === undefined;
    const handle = await open(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT, 0o666);
    try {
      // The line before may have been cut off without its end.
      await writeAll(handle, Buffer.from(`\n${line}\n`));
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (isNew) await syncFolder(root);
  }

  async function* lines(log: string): AsyncIterable<string> {
    const path = placeOf(`${log}.log`);
    const status = await orGone(stat(path));
    if (status) yield* linesOf(blobOfFile(path, "", status.size).read());
  }

  const named = <Args extends readonly unknown[], Result>(
    action: string,
    work: (key: string, ...args: Args) => Promise<Result>,
  ): ((key: string, ...args: Args) => Promise<Result>) => {
    return async (key, ...args) => {
      try {
        return await work(key, ...args);
      } catch (error) {
        throw new Error(`Cannot ${action} "${placeOf(key)}": ${reasonOf(error)}`, { cause: error });
      }
    };
  };

  return {
    place: root,
    placeOf,
    create: named("write", (key, bytes: Uint8Array) => files.create(placeOf(key), bytes)),
    read: named("read", async (key) => orGone(readFile(placeOf(key)))),
    changedAt: named("look at", changedAt),
    removeOlder: named("remove", removeOlder),
    namesIn: named("list", namesIn),
    walk,
    newBlob,
    openBlob,
    blobs,
    dropBlob,
    append: named("write", append),
    lines,
    close: files.close,
  };
}

/** Makes the folder, and its name durable where that is allowed. */
async function makeRoot(root: string): Promise<void> {
  const first = await mkdir(root, { recursive: true });
  if (first === undefined) return;
  for (let at = root; at.length >= first.length; at = dirname(at))
    await syncFolder(dirname(at)).catch(() => undefined);
}

/** Undefined when a file or its folder is not there. */
async function orGone<Value>(work: Promise<Value>): Promise<Value | undefined> {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
    throw error;
  }
}
