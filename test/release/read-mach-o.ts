import { createHash } from "node:crypto";

/** What macOS checks before it starts an executable, read from its Mach-O headers (64 bit, one architecture). */
export interface MachOFile {
  readonly machine: "x64" | "arm64" | number;
  /** Pages whose hash is in the signature; 0 when the file is not signed: macOS on arm64 kills such a process. */
  readonly signedPages: number;
  /** Signed pages with other bytes than the signature says. */
  readonly brokenPages: number;
}

const machines: Readonly<Record<number, "x64" | "arm64">> = { 16777223: "x64", 16777228: "arm64" };
const codeSignature = 0x1d;
const codeDirectory = 0xfade0c02;

/** Reads a Mach-O file; undefined when it is none. */
export function readMachO(bytes: Buffer): MachOFile | undefined {
  if (bytes.readUInt32LE(0) !== 0xfeedfacf) return undefined;
  const type = bytes.readUInt32LE(4);
  const machine = machines[type] ?? type;
  let at = 32;
  for (let left = bytes.readUInt32LE(16); left > 0; left--) {
    if (bytes.readUInt32LE(at) === codeSignature)
      return { machine, ...countPages(bytes, bytes.readUInt32LE(at + 8)) };
    at += bytes.readUInt32LE(at + 4);
  }
  return { machine, signedPages: 0, brokenPages: 0 };
}

/** The signature is big endian: a list of blobs, one of which holds a SHA-256 for each page of the file. */
function countPages(bytes: Buffer, start: number): { signedPages: number; brokenPages: number } {
  const blobs = Array.from(
    { length: bytes.readUInt32BE(start + 8) },
    (_, index) => start + bytes.readUInt32BE(start + 12 + index * 8 + 4),
  );
  const directory = blobs.find((blob) => bytes.readUInt32BE(blob) === codeDirectory);
  if (directory === undefined) return { signedPages: 0, brokenPages: 0 };
  const hashes = directory + bytes.readUInt32BE(directory + 16);
  const signedPages = bytes.readUInt32BE(directory + 28);
  const end = bytes.readUInt32BE(directory + 32);
  const hashSize = bytes.readUInt8(directory + 36);
  const pageSize = 2 ** bytes.readUInt8(directory + 39);
  let brokenPages = 0;
  for (let page = 0; page < signedPages; page++) {
    const content = bytes.subarray(page * pageSize, Math.min((page + 1) * pageSize, end));
    const wanted = bytes.subarray(hashes + page * hashSize, hashes + (page + 1) * hashSize);
    if (!createHash("sha256").update(content).digest().subarray(0, hashSize).equals(wanted)) brokenPages++;
  }
  return { signedPages, brokenPages };
}
