import { createHash } from "node:crypto";
import { type FileHandle, open, rm } from "node:fs/promises";
import { blobOfFile } from "./blob-file.ts";
import { writeAll } from "./durable-files.ts";
import type { BlobRef, BlobWriter, StoredBlob } from "./module-store.ts";

/** Takes bytes into a new file; `publish` makes the file, whose content is durable, visible under its hash. */
export async function createBlobFileWriter(options: {
  readonly path: string;
  readonly publish: (blob: StoredBlob & { readonly file: string }) => Promise<void>;
}): Promise<BlobWriter> {
  const { path, publish } = options;
  const sum = createHash("sha256");
  let handle: FileHandle | undefined = await open(path, "wx", 0o666);
  let size = 0;
  let sealed: (StoredBlob & { readonly file: string }) | undefined;
  let finished: BlobRef | undefined;
  let isBroken = false;

  async function write(bytes: Uint8Array): Promise<void> {
    if (handle === undefined || isBroken)
      throw new TypeError("A blob takes no bytes after its end or a failure");
    try {
      await writeAll(handle, bytes);
    } catch (error) {
      // Some of the bytes may be there; nobody knows which. Their room is needed now.
      await abandon();
      throw error;
    }
    sum.update(bytes);
    size += bytes.length;
  }

  async function seal(): Promise<StoredBlob & { readonly file: string }> {
    if (sealed) return sealed;
    if (handle === undefined || isBroken) throw new TypeError("A blob cannot be sealed after a failure");
    const ended = handle;
    handle = undefined;
    try {
      // After a failed sync the system forgets which bytes are missing: a second one would succeed and mean nothing.
      await ended.sync();
    } catch (error) {
      await ended.close().catch(() => undefined);
      await abandon();
      throw error;
    }
    await ended.close();
    const blob = blobOfFile(path, sum.digest("hex"), size);
    sealed = { ...blob, file: path };
    return sealed;
  }

  async function finish(): Promise<BlobRef> {
    if (finished) return finished;
    const blob = await seal();
    await publish(blob);
    finished = { sha256: blob.sha256, size: blob.size };
    return finished;
  }

  async function abandon(): Promise<void> {
    isBroken = true;
    const opened = handle;
    handle = undefined;
    await opened?.close().catch(() => undefined);
    await rm(path, { force: true }).catch(() => undefined);
  }

  return { write, seal, finish, abandon };
}
