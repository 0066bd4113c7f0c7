/**
 * What an ELF file asks the loader for: interpreter, needed libraries, search paths, symbol versions
 * (https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html).
 * Read through segments, as the loader does; sections may be stripped.
 */
import type { BlobReader } from "../blob-reader.ts";
import { type Fields, fieldsOf, readTable } from "./fields.ts";
import type { Linkage, VersionNeed } from "./model.ts";
import type { ElfTables } from "./read-elf.ts";

const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const PT_INTERP = 3;
const ET_EXEC = 2;

const DT_NEEDED = 1;
const DT_STRTAB = 5;
const DT_STRSZ = 10;
const DT_SONAME = 14;
const DT_RPATH = 15;
const DT_RUNPATH = 29;
const DT_BIND_NOW = 24;
const DT_FLAGS = 30;
const DT_FLAGS_1 = 0x6ffffffb;
const DT_VERDEF = 0x6ffffffc;
const DT_VERDEFNUM = 0x6ffffffd;
const DT_VERNEED = 0x6ffffffe;
const DT_VERNEEDNUM = 0x6fffffff;
const DF_1_PIE = 0x08000000;
const DF_BIND_NOW = 8;
const DF_1_NOW = 1;
const VER_FLG_WEAK = 2;

const MAX_STRINGS_BYTES = 16 * 1024 * 1024;
/** Real files have some dozens. */
const MAX_ROWS = 4096;
const MAX_NAME = 512;

/** Reads the dynamic section; throws Malformed where a table leaves the file. */
export function readElfLinkage(blob: BlobReader, tables: ElfTables): Linkage {
  const interpreter = readInterpreter(blob, tables);
  const dynamic = readDynamic(blob, tables);
  const isPie = tables.type !== ET_EXEC;
  if (!dynamic) {
    return {
      ...emptyLinkage,
      kind: interpreter === undefined ? "static" : "dynamic",
      isPie: false,
      interpreter,
    };
  }
  const strings = readStrings(blob, tables, dynamic);
  const textsOf = (tag: number): readonly string[] =>
    dynamic.filter((row) => row.tag === tag).map(({ value }) => strings.text(value, MAX_NAME * 4));
  const needed = textsOf(DT_NEEDED);
  const soname = textsOf(DT_SONAME)[0];
  const saysPie = ((firstOf(dynamic, DT_FLAGS_1) ?? 0) & DF_1_PIE) !== 0;
  const isLibrary =
    isPie && interpreter === undefined && !saysPie && (soname !== undefined || needed.length > 0);
  return {
    kind: isLibrary ? "shared-library" : needed.length > 0 ? "dynamic" : isPie ? "static-pie" : "static",
    isPie: isPie && !isLibrary,
    interpreter,
    needed,
    soname,
    rpath: textsOf(DT_RPATH).flatMap(splitPath),
    runpath: textsOf(DT_RUNPATH).flatMap(splitPath),
    versionNeeds: readVersionNeeds(blob, tables, { dynamic, strings }),
    versionDefs: readVersionDefs(blob, tables, { dynamic, strings }),
    bindsNow: bindsNow(dynamic),
    saysPie,
  };
}

const emptyLinkage = {
  needed: [],
  soname: undefined,
  rpath: [],
  runpath: [],
  versionNeeds: [],
  versionDefs: [],
  bindsNow: false,
};

export interface DynamicRow {
  readonly tag: number;
  readonly value: number;
}

export function firstOf(rows: readonly DynamicRow[], tag: number): number | undefined {
  return rows.find((row) => row.tag === tag)?.value;
}

/** Empty parts mean the current folder to the loader and are kept as such. */
function splitPath(path: string): readonly string[] {
  return path === "" ? [] : path.split(":");
}

function readInterpreter(blob: BlobReader, { segments, isBigEndian }: ElfTables): string | undefined {
  const segment = segments.find(({ type }) => type === PT_INTERP);
  if (!segment) return undefined;
  return fieldsOf(readTable(blob, segment.offset, segment.fileBytes), isBigEndian).text(0);
}

export function readDynamic(blob: BlobReader, tables: ElfTables): readonly DynamicRow[] | undefined {
  const { bits, isBigEndian } = tables;
  const segment = tables.segments.find(({ type }) => type === PT_DYNAMIC);
  if (!segment) return undefined;
  const table = fieldsOf(readTable(blob, segment.offset, segment.fileBytes), isBigEndian);
  const rowBytes = bits === 32 ? 8 : 16;
  const rows: DynamicRow[] = [];
  for (let at = 0; at + rowBytes <= table.sizeBytes && rows.length < MAX_ROWS; at += rowBytes) {
    const tag = bits === 32 ? table.u32(at) : table.u64(at);
    if (tag === 0) break;
    rows.push({ tag, value: bits === 32 ? table.u32(at + 4) : table.u64(at + 8) });
  }
  return rows;
}

export function readStrings(blob: BlobReader, tables: ElfTables, dynamic: readonly DynamicRow[]): Fields {
  const address = firstOf(dynamic, DT_STRTAB);
  const size = firstOf(dynamic, DT_STRSZ) ?? 0;
  const bytes = address === undefined ? new Uint8Array() : readAt(blob, tables, address, size);
  return fieldsOf(bytes, tables.isBigEndian);
}

/** The bytes at an address, up to the end of its segment. */
export function readAt(
  blob: BlobReader,
  { segments }: ElfTables,
  address: number,
  length: number,
): Uint8Array {
  const segment = segments.find(
    (one) => one.type === PT_LOAD && one.address <= address && address < one.address + one.fileBytes,
  );
  if (!segment) return new Uint8Array();
  const inside = address - segment.address;
  return blob.read(segment.offset + inside, Math.min(length, segment.fileBytes - inside, MAX_STRINGS_BYTES));
}

export interface Dynamic {
  readonly dynamic: readonly DynamicRow[];
  readonly strings: Fields;
}

/** Whether every symbol is looked up at start, not at its first call. */
function bindsNow(dynamic: readonly DynamicRow[]): boolean {
  const flags = firstOf(dynamic, DT_FLAGS) ?? 0;
  const flags1 = firstOf(dynamic, DT_FLAGS_1) ?? 0;
  return (
    dynamic.some(({ tag }) => tag === DT_BIND_NOW) || (flags & DF_BIND_NOW) !== 0 || (flags1 & DF_1_NOW) !== 0
  );
}

/** The versions that a library offers; the first name of each entry is its own. */
function readVersionDefs(
  blob: BlobReader,
  tables: ElfTables,
  { dynamic, strings }: Dynamic,
): readonly string[] {
  const address = firstOf(dynamic, DT_VERDEF);
  const count = Math.min(firstOf(dynamic, DT_VERDEFNUM) ?? 0, MAX_ROWS);
  if (address === undefined || count === 0) return [];
  const table = fieldsOf(readAt(blob, tables, address, MAX_STRINGS_BYTES), tables.isBigEndian);
  const names: string[] = [];
  let at = 0;
  for (let index = 0; index < count; index++) {
    names.push(strings.text(table.u32(at + table.u32(at + 12)), MAX_NAME));
    const next = table.u32(at + 16);
    if (next === 0) break;
    at += next;
  }
  return names;
}

function readVersionNeeds(
  blob: BlobReader,
  tables: ElfTables,
  { dynamic, strings }: Dynamic,
): readonly VersionNeed[] {
  const address = firstOf(dynamic, DT_VERNEED);
  const count = Math.min(firstOf(dynamic, DT_VERNEEDNUM) ?? 0, MAX_ROWS);
  if (address === undefined || count === 0) return [];
  const table = fieldsOf(readAt(blob, tables, address, MAX_STRINGS_BYTES), tables.isBigEndian);
  const needs: VersionNeed[] = [];
  let budget = MAX_ROWS;
  let at = 0;
  for (let index = 0; index < count; index++) {
    const versions: { name: string; isWeak: boolean }[] = [];
    let row = at + table.u32(at + 8);
    for (let left = table.u16(at + 2); left > 0 && budget > 0; left--, budget--) {
      versions.push({
        name: strings.text(table.u32(row + 8), MAX_NAME),
        isWeak: (table.u16(row + 4) & VER_FLG_WEAK) !== 0,
      });
      const next = table.u32(row + 12);
      if (next === 0) break;
      row += next;
    }
    needs.push({ library: strings.text(table.u32(at + 4), MAX_NAME), versions });
    const next = table.u32(at + 12);
    if (next === 0 || budget === 0) break;
    at += next;
  }
  return needs;
}
