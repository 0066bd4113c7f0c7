/**
 * Ad-hoc signatures of macOS executables (Mach-O, 64 bit), as Apple's linker writes them: a SHA-256 for each page and no
 * certificate. Bun puts the program into a signed runtime and renews the signature for arm64 only; with the old one,
 * whose pages are others now, macOS kills the process.
 */
import { createHash } from "node:crypto";

const pageSize = 4096;
const hashSize = 32;
const segment64 = 0x19;
const codeSignature = 0x1d;
/** Ad hoc, and made by a linker. */
const flags = 0x20002;

/** The same executable with a signature of its own; throws when there is no place for one. */
export function signMachO(executable: Buffer, identifier: string): Buffer {
  const commands = loadCommands(executable);
  const place = commands.find(({ command }) => command === codeSignature);
  const textSegment = commands.find(({ segment }) => segment === "__TEXT");
  const linkedit = commands.find(({ segment }) => segment === "__LINKEDIT");
  if (!place || !textSegment || !linkedit) throw new Error("The executable has no place for a signature");

  const end = executable.readUInt32LE(place.at + 8);
  const pages = Math.ceil(end / pageSize);
  const name = Buffer.from(`${identifier}\0`, "latin1");
  const headerSize = 88;
  const directorySize = headerSize + name.length + pages * hashSize;
  const indexSize = 20;
  const size = indexSize + directorySize;

  const signed = Buffer.alloc(end + size);
  executable.copy(signed, 0, 0, end);
  // The headers are on a signed page: they change before anything is hashed.
  signed.writeUInt32LE(size, place.at + 12);
  const linkeditSize = end + size - Number(signed.readBigUInt64LE(linkedit.at + 40));
  signed.writeBigUInt64LE(BigInt(Math.ceil(linkeditSize / pageSize) * pageSize), linkedit.at + 32);
  signed.writeBigUInt64LE(BigInt(linkeditSize), linkedit.at + 48);

  // A list with one blob, the code directory; all numbers are big endian.
  for (const [index, word] of [0xfade0cc0, size, 1, 0, indexSize].entries())
    signed.writeUInt32BE(word, end + index * 4);
  const directory = end + indexSize;
  const words = [
    0xfade0c02,
    directorySize,
    0x20400,
    flags,
    headerSize + name.length,
    headerSize,
    0,
    pages,
    end,
  ];
  for (const [index, word] of words.entries()) signed.writeUInt32BE(word, directory + index * 4);
  // Size and kind of a hash (SHA-256), and the page size as a power of two.
  signed.set([hashSize, 2, 0, Math.log2(pageSize)], directory + 36);
  // The executable segment begins with the file; 1 says that this is a main program.
  signed.writeBigUInt64BE(executable.readBigUInt64LE(textSegment.at + 48), directory + 72);
  signed.writeBigUInt64BE(1n, directory + 80);
  name.copy(signed, directory + headerSize);
  for (let page = 0; page < pages; page++) {
    const content = signed.subarray(page * pageSize, Math.min((page + 1) * pageSize, end));
    const at = directory + headerSize + name.length + page * hashSize;
    createHash("sha256").update(content).digest().copy(signed, at);
  }
  return signed;
}

interface LoadCommand {
  readonly at: number;
  readonly command: number;
  readonly segment: string | undefined;
}

function loadCommands(executable: Buffer): readonly LoadCommand[] {
  if (executable.readUInt32LE(0) !== 0xfeedfacf) throw new Error("This is no Mach-O file of 64 bit");
  const commands: LoadCommand[] = [];
  let at = 32;
  for (let left = executable.readUInt32LE(16); left > 0; left--) {
    const command = executable.readUInt32LE(at);
    const name = executable.toString("latin1", at + 8, at + 24).replace(/\0.*$/s, "");
    commands.push({ at, command, segment: command === segment64 ? name : undefined });
    at += executable.readUInt32LE(at + 4);
  }
  return commands;
}
