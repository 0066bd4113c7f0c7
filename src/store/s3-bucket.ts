/**
 * A bucket of S3, or of a server that speaks as S3 does. Keys are objects; a log is one object for each line; bytes are
 * written to this machine's disk first, since their name is known only at their end. Several processes may share it
 * because of those that create one object, one succeeds.
 */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { createBlobFileWriter } from "./blob-file-writer.ts";
import type { Bucket, Folder } from "./bucket.ts";
import type { BlobWriter, ListedBlob, StoredBlob } from "./module-store.ts";
import { createS3Objects, type PartReader, type S3Address, type S3Objects } from "./s3-objects.ts";
import { openTemporaryFolder } from "./temporary-folder.ts";

/** Opens a bucket, after a look at whether its server keeps the condition on which several processes rely. */
export async function openS3Bucket(options: {
  readonly address: S3Address;
  readonly spool: string;
  readonly now: () => number;
  readonly random: () => string;
  readonly requestMs: number;
}): Promise<Bucket> {
  const { address, spool, now, random, requestMs } = options;
  const objects = createS3Objects(address, requestMs);
  await refuseCareless(objects, random);
  const temporary = await openTemporaryFolder({ parent: spool, now, random });
  let count = 0;

  async function removeOlder(key: string, before: number): Promise<void> {
    const status = await objects.stat(key);
    if (status && status.changedAt < before) await objects.remove(key);
  }

  async function namesIn(folder: string, start: string): Promise<readonly string[]> {
    const names: string[] = [];
    for await (const { key } of objects.list(`${folder}/${start}`, { delimiter: "/" }))
      names.push(key.slice(folder.length + 1));
    return names;
  }

  /** The objects of one folder come one after another, where no folder has both objects and folders. */
  async function* walk(folder: string): AsyncIterable<Folder> {
    let current = "";
    let names: string[] = [];
    for await (const { key } of objects.list(`${folder}/`)) {
      const slash = key.lastIndexOf("/");
      if (key.slice(0, slash) !== current) {
        if (names.length > 0) yield { folder: current, names };
        current = key.slice(0, slash);
        names = [];
      }
      names.push(key.slice(slash + 1));
    }
    if (names.length > 0) yield { folder: current, names };
  }

  async function newBlob(): Promise<BlobWriter> {
    const publish = async ({ sha256, size, file }: StoredBlob & { file: string }): Promise<void> => {
      await objects.upload(blobKey(sha256), file, size);
      await rm(file, { force: true });
    };
    return createBlobFileWriter({ path: join(temporary, String(++count)), publish });
  }

  async function openBlob(sha256: string): Promise<StoredBlob | undefined> {
    const status = await objects.stat(blobKey(sha256));
    if (!status) return undefined;
    const { size, changedAt } = status;
    const open = (from: number, to: number) => objects.openPart(blobKey(sha256), from, to);
    return { sha256, size, changedAt, read: (from = 0, to = size) => readPart(open, from, to) };
  }

  async function* blobs(after = ""): AsyncIterable<ListedBlob> {
    const more = after === "" ? {} : { after: blobKey(after) };
    for await (const { key, size, changedAt } of objects.list("blobs/", more))
      yield { sha256: key.slice(key.lastIndexOf("/") + 1), size, changedAt };
  }

  async function dropBlob(sha256: string, unlessAfter: number): Promise<boolean> {
    const status = await objects.stat(blobKey(sha256));
    // S3 cannot look and remove in one step. Who writes the same bytes in between finds them missing, and fetches again.
    if (!status || status.changedAt > unlessAfter) return false;
    await objects.remove(blobKey(sha256));
    return true;
  }

  async function append(log: string, line: string): Promise<void> {
    const time = String(Math.max(0, Math.floor(now()))).padStart(15, "0");
    const name = `${time}-${String(++count).padStart(9, "0")}-${random()}`;
    await objects.create(`logs/${log}/${name}`, Buffer.from(line));
  }

  async function* lines(log: string): AsyncIterable<string> {
    for await (const { key } of objects.list(`logs/${log}/`)) {
      const line = await objects.read(key);
      if (line) yield Buffer.from(line).toString();
    }
  }

  async function close(): Promise<void> {
    await rm(temporary, { recursive: true, force: true });
  }

  const { place, placeOf, create, read } = objects;
  return {
    place,
    placeOf,
    create,
    read,
    changedAt: async (key) => (await objects.stat(key))?.changedAt,
    removeOlder,
    namesIn,
    walk,
    newBlob,
    openBlob,
    blobs,
    dropBlob,
    append,
    lines,
    close,
  };
}

/** Of several that create one object at once exactly one may succeed, and none later. */
async function refuseCareless(objects: S3Objects, random: () => string): Promise<void> {
  const key = `probe/${random()}`;
  const create = (): Promise<boolean> => objects.create(key, Buffer.from(random()));
  try {
    const tries = await Promise.all([create(), create(), create(), create()]);
    const isLate = await create();
    if (tries.filter((isFirst) => isFirst).length === 1 && !isLate) return;
  } finally {
    await objects.remove(key);
  }
  throw new Error(
    `Cannot share "${objects.place}": its server ignores If-None-Match, so that two processes would overwrite each other's records`,
  );
}

function blobKey(sha256: string): string {
  return `blobs/${sha256.slice(0, 2)}/${sha256}`;
}

/** Bytes of a part of known length; fails when there are fewer or more. */
function readPart(
  open: (from: number, to: number) => Promise<PartReader>,
  from: number,
  to: number,
): ReadableStream<Uint8Array> {
  let reader: PartReader | undefined;
  let left = to - from;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (left === 0) {
          await reader?.cancel();
          controller.close();
          return;
        }
        reader ??= await open(from, to);
        const { done, value } = await reader.read();
        if (done || value.length > left)
          throw new Error(`A stored object has another length than ${to - from} bytes`);
        left -= value.length;
        controller.enqueue(value);
      },
      cancel: (reason) => reader?.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
