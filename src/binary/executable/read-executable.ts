import type { BlobReader } from "../blob-reader.ts";
import { Malformed } from "./malformed.ts";
import type { Executable } from "./model.ts";
import { readElf } from "./read-elf.ts";

/** The words of `go version -m` for a file that is none of the formats it knows, or breaks its own. */
export const unrecognizedFormat = "unrecognized file format";

/** An executable, or why it cannot be read: go's words first, then what we saw. */
export type ReadExecutable =
  | { readonly kind: "executable"; readonly executable: Executable; readonly part: BlobReader }
  | { readonly kind: "unknown"; readonly reason: string; readonly detail: string };

/** Reads the headers of a file of any format; never throws on its bytes. */
export function readExecutable(blob: BlobReader): ReadExecutable {
  const head = blob.read(0, 16);
  if (head.length < 16) return unknown("the file is shorter than any executable");
  try {
    return readByMagic(blob, head);
  } catch (error) {
    if (error instanceof Malformed) return unknown(error.message);
    throw error;
  }
}

function readByMagic(blob: BlobReader, head: Uint8Array): ReadExecutable {
  const magic = Buffer.from(head).readUInt32BE(0);
  if (magic === 0x7f454c46) return found(readElf(blob), blob);
  return unknown("none of the formats of executables");
}

function found(executable: Executable, part: BlobReader): ReadExecutable {
  return { kind: "executable", executable, part };
}

function unknown(detail: string): ReadExecutable {
  return { kind: "unknown", reason: unrecognizedFormat, detail };
}
