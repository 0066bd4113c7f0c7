import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import type { BlobReader } from "../binary/blob-reader.ts";
import { UserError } from "../finding/user-error.ts";

/** A file read piece by piece: nothing of it stays in memory. */
export interface FileBlob extends BlobReader {
  readonly isFile: boolean;
  /** Permission bits; undefined on a system that has none. */
  readonly mode: number | undefined;
  close(): void;
}

/** Opens a file for reading; throws what the file system says, and UserError for what is no file. */
export function openFileBlob(path: string): FileBlob {
  // A pipe would keep us waiting for whoever writes into it.
  const isFile = statSync(path).isFile();
  if (!isFile) throw new UserError("cannot-read", `Cannot read "${path}": it is not a file`);
  const descriptor = openSync(path, "r");
  const status = fstatSync(descriptor);
  return {
    isFile: status.isFile(),
    mode: process.platform === "win32" ? undefined : status.mode,
    sizeBytes: status.size,
    read: (offset, length) => readPart({ descriptor, sizeBytes: status.size }, offset, length),
    close: () => closeSync(descriptor),
  };
}

function readPart(
  { descriptor, sizeBytes }: { descriptor: number; sizeBytes: number },
  offset: number,
  length: number,
): Uint8Array {
  if (offset < 0 || offset >= sizeBytes || length <= 0) return new Uint8Array();
  const bytes = new Uint8Array(Math.min(length, sizeBytes - offset));
  let filled = 0;
  while (filled < bytes.length) {
    const count = readSync(descriptor, bytes, filled, bytes.length - filled, offset + filled);
    if (count === 0) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}
