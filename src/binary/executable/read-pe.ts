/** PE, 32 and 64 bits (https://learn.microsoft.com/windows/win32/debug/pe-format). */
import type { BlobReader } from "../blob-reader.ts";
import { type Fields, fieldsOf, readTable } from "./fields.ts";
import { Malformed } from "./malformed.ts";
import type { Executable } from "./model.ts";

/** GOARCH by machine; undefined for the ones go reads but does not build for. */
const archOfMachine: ReadonlyMap<number, string | undefined> = new Map([
  [0, undefined],
  [0x14c, "386"],
  [0x1c4, "arm"],
  [0x8664, "amd64"],
  [0xaa64, "arm64"],
  [0x5032, "riscv"],
  [0x5064, "riscv64"],
  [0x5128, undefined],
]);

const FILE_DLL = 0x2000;
const DYNAMIC_BASE = 0x40;
const PE32 = 0x10b;
const PE32_PLUS = 0x20b;
const INITIALIZED_READ_WRITE = 0xc0000040;
const ALIGN_32_BYTES = 0x600000;
const IMPORT_DIRECTORY = 1;
const SYMBOL_BYTES = 18;
const MAX_LIBRARIES = 4096;

interface Section {
  readonly address: number;
  readonly memoryBytes: number;
  readonly sizeBytes: number;
  readonly offset: number;
  readonly characteristics: number;
}

/** Reads a PE file; throws Malformed. */
export function readPe(blob: BlobReader): Executable {
  const dos = fieldsOf(readTable(blob, 0, 96), false);
  const signature = dos.u32(0x3c);
  const base = signature + 4;
  const file = fieldsOf(readTable(blob, signature, 24), false);
  if (file.u32(0) !== 0x00004550) throw new Malformed("invalid PE file signature");
  const machine = file.u16(4);
  if (!archOfMachine.has(machine)) throw new Malformed("unrecognized PE machine");
  checkSymbols(blob, { offset: file.u32(12), count: file.u32(16) });

  const optionalBytes = file.u16(20);
  const optional = fieldsOf(readTable(blob, base + 20, optionalBytes), false);
  const magic = optionalBytes === 0 ? 0 : optional.u16(0);
  if (optionalBytes !== 0 && magic !== PE32 && magic !== PE32_PLUS)
    throw new Malformed("unknown optional header");
  const isWide = magic === PE32_PLUS;
  const imageBase = optionalBytes === 0 ? 0 : isWide ? optional.u64(24) : optional.u32(28);
  const count = file.u16(6);
  const table = fieldsOf(readTable(blob, base + 20 + optionalBytes, count * 40), false);
  const sections = Array.from({ length: count }, (_, index) => sectionAt(table, index * 40));
  const data = sections.find(
    ({ address, sizeBytes, characteristics }) =>
      address !== 0 &&
      sizeBytes !== 0 &&
      (characteristics & ~ALIGN_32_BYTES) >>> 0 === INITIALIZED_READ_WRITE,
  );
  const needed =
    optionalBytes === 0 ? [] : importedLibraries(blob, sections, importDirectory(optional, isWide));
  const dllFlags = optionalBytes >= 72 ? optional.u16(70) : 0;
  return {
    format: "pe",
    bits: isWide ? 64 : 32,
    isBigEndian: false,
    machine,
    arch: archOfMachine.get(machine),
    os: "windows",
    ranges: sections
      .filter(({ sizeBytes }) => sizeBytes > 0)
      .map(({ address, offset, sizeBytes }) => ({ address: imageBase + address, offset, sizeBytes })),
    dataStart: data && { address: imageBase + data.address, sizeBytes: data.memoryBytes },
    nameRanges: sections.filter(({ offset }) => offset !== 0),
    linkage: {
      kind: (file.u16(22) & FILE_DLL) !== 0 ? "shared-library" : "dynamic",
      isPie: (dllFlags & DYNAMIC_BASE) !== 0,
      interpreter: undefined,
      needed,
      soname: undefined,
      rpath: [],
      runpath: [],
      versionNeeds: [],
      versionDefs: [],
      bindsNow: false,
      minimumSystem: optionalBytes >= 44 ? `${optional.u16(40)}.${optional.u16(42)}` : undefined,
    },
  };
}

/** Go refuses files whose table of symbols or of their names leaves the file. */
function checkSymbols(blob: BlobReader, { offset, count }: { offset: number; count: number }): void {
  if (offset === 0) return;
  const end = offset + count * SYMBOL_BYTES;
  const size = blob.read(end, 4);
  if (size.length < 4) throw new Malformed("the table of symbols leaves the file");
  const names = fieldsOf(size, false).u32(0);
  if (names > 4 && end + names > blob.sizeBytes) throw new Malformed("the names of symbols leave the file");
}

function sectionAt(table: Fields, at: number): Section {
  return {
    memoryBytes: table.u32(at + 8),
    address: table.u32(at + 12),
    sizeBytes: table.u32(at + 16),
    offset: table.u32(at + 20),
    characteristics: table.u32(at + 36),
  };
}

function importDirectory(optional: Fields, isWide: boolean): number {
  const directories = isWide ? 112 : 96;
  const at = directories + IMPORT_DIRECTORY * 8;
  if (at + 8 > optional.sizeBytes || optional.u32(directories - 4) <= IMPORT_DIRECTORY) return 0;
  return optional.u32(at);
}

function importedLibraries(
  blob: BlobReader,
  sections: readonly Section[],
  directory: number,
): readonly string[] {
  if (directory === 0) return [];
  const names: string[] = [];
  for (let row = 0; row < MAX_LIBRARIES; row++) {
    const bytes = readAt(blob, sections, directory + row * 20, 20);
    if (bytes.length < 20) break;
    const nameAt = fieldsOf(bytes, false).u32(12);
    if (nameAt === 0) break;
    const name = readAt(blob, sections, nameAt, 260);
    if (name.length === 0) break;
    names.push(fieldsOf(name, false).text(0));
  }
  return names;
}

function readAt(blob: BlobReader, sections: readonly Section[], address: number, length: number): Uint8Array {
  const section = sections.find((one) => one.address <= address && address < one.address + one.sizeBytes);
  if (!section || section.offset === 0) return new Uint8Array();
  const inside = address - section.address;
  return blob.read(section.offset + inside, Math.min(length, section.sizeBytes - inside));
}
