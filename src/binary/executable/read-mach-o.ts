/**
 * Mach-O, 32 and 64 bits, both byte orders, and universal files with several machines
 * (https://github.com/apple-oss-distributions/xnu/blob/main/EXTERNAL_HEADERS/mach-o/loader.h).
 */
import { type BlobReader, partOfBlob } from "../blob-reader.ts";
import { type Fields, fieldsOf, readTable } from "./fields.ts";
import { Malformed } from "./malformed.ts";
import type { Executable, Linkage } from "./model.ts";

const LC_SEGMENT = 0x1;
const LC_SEGMENT_64 = 0x19;
const LC_LOAD_DYLINKER = 0xe;
const LC_ID_DYLIB = 0xd;
const LC_RPATH = 0x8000001c;
const LC_VERSION_MIN_MACOSX = 0x24;
const LC_VERSION_MIN_IPHONEOS = 0x25;
const LC_BUILD_VERSION = 0x32;
/** Plain, weak, re-exported, lazy and upward. */
const loadsLibrary: ReadonlySet<number> = new Set([0xc, 0x80000018, 0x8000001f, 0x20, 0x80000023]);

const MH_DYLIB = 6;
const MH_BUNDLE = 8;
const MH_PIE = 0x200000;
const READ_WRITE = 3;
/** A Java class begins with the same magic; its next word, a version, is greater. */
const MAX_MACHINES = 40;

const archOfCpu: Readonly<Record<number, string>> = {
  7: "386",
  12: "arm",
  18: "ppc",
  16777223: "amd64",
  16777228: "arm64",
  16777234: "ppc64",
};

const osOfPlatform: Readonly<Record<number, string>> = { 1: "darwin", 2: "ios", 7: "ios" };

/** Reads the first machine of a universal file, as go does; throws Malformed. */
export function readFatMachO(blob: BlobReader): {
  readonly executable: Executable;
  readonly part: BlobReader;
} {
  const head = fieldsOf(readTable(blob, 0, 8), true);
  const isWide = head.u32(0) === 0xcafebabf;
  const count = head.u32(4);
  if (count === 0 || count > MAX_MACHINES) throw new Malformed("no universal file of Mach-O");
  const rowBytes = isWide ? 32 : 20;
  const table = fieldsOf(readTable(blob, 8, count * rowBytes), true);
  const parts = Array.from({ length: count }, (_, index) => {
    const at = index * rowBytes;
    return isWide
      ? partOfBlob(blob, table.u64(at + 8), table.u64(at + 16))
      : partOfBlob(blob, table.u32(at + 8), table.u32(at + 12));
  });
  const machines = parts.map((part) => ({ part, executable: readMachO(part) }));
  const [first] = machines;
  if (!first) throw new Malformed("no universal file of Mach-O");
  const archs = machines.map(({ executable }) => executable.arch ?? "unknown");
  return { part: first.part, executable: { ...first.executable, archs } };
}

/** Reads a Mach-O file for one machine; throws Malformed. */
export function readMachO(blob: BlobReader): Executable {
  const magic = fieldsOf(readTable(blob, 0, 28), true).u32(0);
  const isBigEndian = magic === 0xfeedface || magic === 0xfeedfacf;
  if (!isBigEndian && magic !== 0xcefaedfe && magic !== 0xcffaedfe) throw new Malformed("no magic of Mach-O");
  const bits = (isBigEndian ? magic & 0xff : magic >>> 24) === 0xcf ? 64 : 32;
  const headerBytes = bits === 64 ? 32 : 28;
  const header = fieldsOf(readTable(blob, 0, headerBytes), isBigEndian);
  const commands = fieldsOf(readTable(blob, headerBytes, header.u32(20)), isBigEndian);
  const found: Found = { segments: [], sections: [], needed: [], rpath: [] };
  let at = 0;
  for (let left = header.u32(16); left > 0; left--) {
    const size = commands.u32(at + 4);
    if (size < 8 || at + size > commands.sizeBytes) throw new Malformed("invalid command block size");
    readCommand(commands, at, size, found);
    at += size;
  }
  const cpu = header.u32(4);
  const named = found.sections.find(({ name }) => name === "__go_buildinfo");
  const writable = found.segments.find((one) => one.address !== 0 && one.fileBytes !== 0 && one.isReadWrite);
  const pclntab = found.sections.filter(({ name }) => name === "__gopclntab");
  const ranges = found.segments
    .filter(({ name }) => name !== "__PAGEZERO")
    .map(({ address, offset, fileBytes }) => ({ address, offset, sizeBytes: fileBytes }));
  return {
    format: "mach-o",
    bits,
    isBigEndian,
    machine: cpu,
    arch: archOfCpu[cpu],
    os: found.os,
    ranges,
    dataStart: named
      ? { address: named.address, sizeBytes: named.sizeBytes }
      : writable && { address: writable.address, sizeBytes: writable.memoryBytes },
    nameRanges: pclntab.length > 0 ? pclntab : ranges,
    linkage: linkageOf(found, { type: header.u32(12), flags: header.u32(24) }),
  };
}

interface Segment {
  readonly name: string;
  readonly address: number;
  readonly memoryBytes: number;
  readonly offset: number;
  readonly fileBytes: number;
  readonly isReadWrite: boolean;
}

interface Found {
  readonly segments: Segment[];
  readonly sections: { name: string; address: number; sizeBytes: number; offset: number }[];
  readonly needed: string[];
  readonly rpath: string[];
  interpreter?: string;
  soname?: string;
  os?: string;
  minimumSystem?: string;
}

function readCommand(commands: Fields, at: number, size: number, found: Found): void {
  const command = commands.u32(at);
  const textAt = (offset: number): string => commands.text(at + commands.u32(at + offset), size);
  if (command === LC_SEGMENT) readSegment32(commands, at, size, found);
  if (command === LC_SEGMENT_64) readSegment64(commands, at, size, found);
  if (loadsLibrary.has(command)) found.needed.push(textAt(8));
  if (command === LC_LOAD_DYLINKER) found.interpreter = textAt(8);
  if (command === LC_ID_DYLIB) found.soname = textAt(8);
  if (command === LC_RPATH) found.rpath.push(textAt(8));
  if (command === LC_VERSION_MIN_MACOSX || command === LC_VERSION_MIN_IPHONEOS) {
    found.os = command === LC_VERSION_MIN_MACOSX ? "darwin" : "ios";
    found.minimumSystem = versionOf(commands.u32(at + 8));
  }
  if (command === LC_BUILD_VERSION) {
    const os = osOfPlatform[commands.u32(at + 8)];
    if (os !== undefined) found.os = os;
    found.minimumSystem = versionOf(commands.u32(at + 12));
  }
}

/** `0x000b0300` is 11.3. */
function versionOf(word: number): string {
  const patch = word & 0xff;
  return `${word >>> 16}.${(word >>> 8) & 0xff}${patch === 0 ? "" : `.${patch}`}`;
}

function readSegment32(commands: Fields, at: number, size: number, found: Found): void {
  found.segments.push({
    name: commands.text(at + 8, 16),
    address: commands.u32(at + 24),
    memoryBytes: commands.u32(at + 28),
    offset: commands.u32(at + 32),
    fileBytes: commands.u32(at + 36),
    isReadWrite: commands.u32(at + 40) === READ_WRITE && commands.u32(at + 44) === READ_WRITE,
  });
  readSections(
    commands,
    { first: at + 56, rowBytes: 68, count: commands.u32(at + 48), end: at + size },
    (row) => {
      found.sections.push({
        name: commands.text(row, 16),
        address: commands.u32(row + 32),
        sizeBytes: commands.u32(row + 36),
        offset: commands.u32(row + 40),
      });
    },
  );
}

function readSegment64(commands: Fields, at: number, size: number, found: Found): void {
  found.segments.push({
    name: commands.text(at + 8, 16),
    address: commands.u64(at + 24),
    memoryBytes: commands.u64(at + 32),
    offset: commands.u64(at + 40),
    fileBytes: commands.u64(at + 48),
    isReadWrite: commands.u32(at + 56) === READ_WRITE && commands.u32(at + 60) === READ_WRITE,
  });
  readSections(
    commands,
    { first: at + 72, rowBytes: 80, count: commands.u32(at + 64), end: at + size },
    (row) => {
      found.sections.push({
        name: commands.text(row, 16),
        address: commands.u64(row + 32),
        sizeBytes: commands.u64(row + 40),
        offset: commands.u32(row + 48),
      });
    },
  );
}

function readSections(
  commands: Fields,
  table: { first: number; rowBytes: number; count: number; end: number },
  read: (row: number) => void,
): void {
  const { first, rowBytes, count, end } = table;
  if (first + rowBytes * count > Math.min(end, commands.sizeBytes))
    throw new Malformed("sections leave their segment's command");
  for (let index = 0; index < count; index++) read(first + index * rowBytes);
}

function linkageOf(found: Found, { type, flags }: { type: number; flags: number }): Linkage {
  const isLibrary = type === MH_DYLIB || type === MH_BUNDLE;
  return {
    kind: isLibrary ? "shared-library" : found.interpreter === undefined ? "static" : "dynamic",
    isPie: (flags & MH_PIE) !== 0,
    interpreter: found.interpreter,
    needed: found.needed,
    soname: found.soname,
    rpath: found.rpath,
    runpath: [],
    versionNeeds: [],
    versionDefs: [],
    bindsNow: false,
    minimumSystem: found.minimumSystem,
  };
}
