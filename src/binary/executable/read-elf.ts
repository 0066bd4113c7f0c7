/**
 * ELF, 32 and 64 bits, both byte orders (https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html):
 * headers, segments and section names. What the loader is asked for is read in elf-linkage.ts.
 */
import type { BlobReader } from "../blob-reader.ts";
import { elfArch } from "./elf-arch.ts";
import { readElfLinkage } from "./elf-linkage.ts";
import { type Fields, fieldsOf, readTable } from "./fields.ts";
import { Malformed } from "./malformed.ts";
import type { Executable } from "./model.ts";

/** A row of the program header table. */
export interface ElfSegment {
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly address: number;
  readonly fileBytes: number;
  readonly memoryBytes: number;
}

/** A row of the section header table. */
export interface ElfSection {
  readonly name: string;
  readonly type: number;
  readonly address: number;
  readonly offset: number;
  readonly sizeBytes: number;
  readonly link: number;
  readonly info: number;
}

/** The tables of an ELF file. */
export interface ElfTables {
  readonly bits: 32 | 64;
  readonly isBigEndian: boolean;
  /** 2 is an executable at a fixed address, 3 a shared object or PIE. */
  readonly type: number;
  readonly machine: number;
  readonly flags: number;
  readonly osAbi: number;
  /** Bytes 4 to 15 of the file: class, byte order, version, system, its version, padding. */
  readonly ident: readonly number[];
  readonly version: number;
  readonly entry: number;
  readonly segmentBytes: number;
  readonly segments: readonly ElfSegment[];
  readonly sections: readonly ElfSection[];
}

const PT_LOAD = 1;
const FLAG_EXECUTE = 1;
const FLAG_WRITE = 2;
const SHT_NOBITS = 8;
const MAX_SECTION_NAME = 64;

/** Linux mostly says 0, which is every system's. */
const osOfAbi: Readonly<Record<number, string>> = {
  2: "netbsd",
  3: "linux",
  6: "solaris",
  9: "freebsd",
  12: "openbsd",
};

/** Reads an ELF file as go does; throws Malformed. */
export function readElf(blob: BlobReader): Executable {
  return executableOf(blob, readElfTables(blob));
}

/** Says of an ELF file what its tables say; throws Malformed where those of the linker are damaged. */
export function executableOf(blob: BlobReader, tables: ElfTables): Executable {
  const { bits, isBigEndian, machine } = tables;
  const loads = tables.segments.filter(({ type }) => type === PT_LOAD);
  const named = tables.sections.find(({ name }) => name === ".go.buildinfo");
  const writable = loads.find(({ flags }) => (flags & (FLAG_EXECUTE | FLAG_WRITE)) === FLAG_WRITE);
  const pclntab = tables.sections.filter(
    ({ name, type }) => /^(?:\.data\.rel\.ro)?\.gopclntab$/.test(name) && type !== SHT_NOBITS,
  );
  return {
    format: "elf",
    bits,
    isBigEndian,
    machine,
    arch: elfArch(tables),
    os: osOfAbi[tables.osAbi],
    ranges: tables.segments.map(({ address, offset, fileBytes }) => ({
      address,
      offset,
      sizeBytes: fileBytes,
    })),
    dataStart: named
      ? { address: named.address, sizeBytes: named.sizeBytes }
      : writable && { address: writable.address, sizeBytes: writable.memoryBytes },
    nameRanges:
      pclntab.length > 0
        ? pclntab.map(({ offset, sizeBytes }) => ({ offset, sizeBytes }))
        : loads.map(({ offset, fileBytes }) => ({ offset, sizeBytes: fileBytes })),
    linkage: readElfLinkage(blob, tables),
  };
}

/**
 * Reads headers, segments and sections; throws Malformed. Kernels and linkers read neither sections nor the version in
 * the first bytes: with `segments` these do not matter.
 */
export function readElfTables(blob: BlobReader, wanted: "all" | "segments" = "all"): ElfTables {
  const ident = fieldsOf(blob.read(0, 16), false);
  const bits = ident.u8(4) === 1 ? 32 : ident.u8(4) === 2 ? 64 : undefined;
  if (bits === undefined) throw new Malformed("unknown ELF class");
  if (ident.u8(5) !== 1 && ident.u8(5) !== 2) throw new Malformed("unknown ELF data encoding");
  if (wanted === "all" && ident.u8(6) !== 1) throw new Malformed("unknown ELF version");
  const isBigEndian = ident.u8(5) === 2;
  const header = fieldsOf(readTable(blob, 0, bits === 32 ? 52 : 64), isBigEndian);
  const version = header.u32(20);
  if (wanted === "all" && version !== 1) throw new Malformed("mismatched ELF version");
  const word = bits === 32 ? header.u32 : header.u64;
  const [programs, sections] = bits === 32 ? [word(28), word(32)] : [word(32), word(40)];
  const flags = header.u32(bits === 32 ? 36 : 48);
  const counts = bits === 32 ? 42 : 54;
  return {
    bits,
    isBigEndian,
    type: header.u16(16),
    machine: header.u16(18),
    flags,
    osAbi: ident.u8(7),
    ident: Array.from({ length: 12 }, (_, index) => ident.u8(4 + index)),
    version,
    entry: word(24),
    segmentBytes: header.u16(counts),
    segments: readSegments(blob, {
      bits,
      isBigEndian,
      offset: programs,
      entryBytes: header.u16(counts),
      count: header.u16(counts + 2),
    }),
    sections:
      wanted === "segments"
        ? []
        : readSections(blob, {
            bits,
            isBigEndian,
            offset: sections,
            entryBytes: header.u16(counts + 4),
            count: header.u16(counts + 6),
            namesAt: header.u16(counts + 8),
          }),
  };
}

interface TablePlace {
  readonly bits: 32 | 64;
  readonly isBigEndian: boolean;
  readonly offset: number;
  readonly entryBytes: number;
  readonly count: number;
}

function readSegments(blob: BlobReader, place: TablePlace): readonly ElfSegment[] {
  const { bits, isBigEndian, offset, entryBytes, count } = place;
  if (count > 0 && entryBytes < (bits === 32 ? 32 : 56)) throw new Malformed("invalid ELF phentsize");
  const table = fieldsOf(readTable(blob, offset, entryBytes * count), isBigEndian);
  return Array.from({ length: count }, (_, index) => {
    const at = index * entryBytes;
    if (bits === 32) {
      const [fileOffset, address, , fileBytes, memoryBytes] = [4, 8, 12, 16, 20].map((field) =>
        table.u32(at + field),
      ) as [number, number, number, number, number];
      return {
        type: table.u32(at),
        flags: table.u32(at + 24),
        offset: fileOffset,
        address,
        fileBytes,
        memoryBytes,
      };
    }
    return {
      type: table.u32(at),
      flags: table.u32(at + 4),
      offset: table.u64(at + 8),
      address: table.u64(at + 16),
      fileBytes: table.u64(at + 32),
      memoryBytes: table.u64(at + 40),
    };
  });
}

interface RawSection extends Omit<ElfSection, "name"> {
  readonly nameAt: number;
}

function readSections(
  blob: BlobReader,
  place: TablePlace & { readonly namesAt: number },
): readonly ElfSection[] {
  const { bits, isBigEndian, offset, entryBytes, namesAt } = place;
  let { count } = place;
  const least = bits === 32 ? 40 : 64;
  if (offset === 0) {
    if (count !== 0) throw new Malformed("invalid ELF shnum for shoff=0");
    return [];
  }
  if (count > 0 && namesAt >= count) throw new Malformed("invalid ELF shstrndx");
  if (entryBytes < least) throw new Malformed("invalid ELF shentsize");
  let names = namesAt;
  if (count === 0) {
    // More sections than 16 bits can count: the first row holds the number and the place of the names.
    const first = sectionAt(fieldsOf(readTable(blob, offset, entryBytes), isBigEndian), bits, 0);
    count = first.sizeBytes;
    names = namesAt === 0xffff ? first.link : namesAt;
    if (names >= count) throw new Malformed("invalid ELF shstrndx");
  }
  const table = fieldsOf(readTable(blob, offset, entryBytes * count), isBigEndian);
  const raw = Array.from({ length: count }, (_, index) => sectionAt(table, bits, index * entryBytes));
  const namesSection = raw[names];
  if (!namesSection) return [];
  const texts = fieldsOf(readTable(blob, namesSection.offset, namesSection.sizeBytes), isBigEndian);
  return raw.map(({ nameAt, ...section }) => ({ name: texts.text(nameAt, MAX_SECTION_NAME), ...section }));
}

function sectionAt(table: Fields, bits: 32 | 64, at: number): RawSection {
  const nameAt = table.u32(at);
  const type = table.u32(at + 4);
  if (bits === 32) {
    return {
      nameAt,
      type,
      address: table.u32(at + 12),
      offset: table.u32(at + 16),
      sizeBytes: table.u32(at + 20),
      link: table.u32(at + 24),
      info: table.u32(at + 28),
    };
  }
  return {
    nameAt,
    type,
    address: table.u64(at + 16),
    offset: table.u64(at + 24),
    sizeBytes: table.u64(at + 32),
    link: table.u32(at + 40),
    info: table.u32(at + 44),
  };
}
