import type { BlobReader } from "../blob-reader.ts";
import { Malformed } from "./malformed.ts";
import type { Executable } from "./model.ts";
import { readElf } from "./read-elf.ts";
import { readFatMachO, readMachO } from "./read-mach-o.ts";
import { readPe } from "./read-pe.ts";
import { isPlan9, readPlan9 } from "./read-plan9.ts";
import { isXcoff, readXcoff } from "./read-xcoff.ts";

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
  if (magic >>> 16 === 0x4d5a) return found(readPe(blob), blob);
  if (magic >>> 8 === 0xfeedfa || (magic & 0xffffff) === 0xfaedfe) return found(readMachO(blob), blob);
  if (magic === 0xcafebabe || magic === 0xcafebabf) return { kind: "executable", ...readFatMachO(blob) };
  if (isXcoff(magic >>> 16)) return found(readXcoff(blob), blob);
  if (isPlan9(magic)) return found(readPlan9(blob), blob);
  return unknown("none of the formats of executables");
}

function found(executable: Executable, part: BlobReader): ReadExecutable {
  return { kind: "executable", executable, part };
}

function unknown(detail: string): ReadExecutable {
  return { kind: "unknown", reason: unrecognizedFormat, detail };
}
