/** The symbols that an ELF file offers to others and wants from them. */
import type { BlobReader } from "../blob-reader.ts";
import { type DynamicRow, firstOf, readAt, readDynamic, readStrings } from "./elf-linkage.ts";
import { fieldsOf } from "./fields.ts";
import { Malformed } from "./malformed.ts";
import { type ElfTables, readElfTables } from "./read-elf.ts";

const DT_HASH = 4;
const DT_STRTAB = 5;
const DT_SYMTAB = 6;
const DT_GNU_HASH = 0x6ffffef5;
const STB_LOCAL = 0;
const STB_WEAK = 2;
const MAX_SYMBOLS = 262_144;
const MAX_HASH_BYTES = 16 * 1024 * 1024;
/** Characters of all names together. */
const MAX_NAMES = 32 * 1024 * 1024;

export interface ElfSymbols {
  readonly wanted: readonly { readonly name: string; readonly isWeak: boolean }[];
  readonly offered: ReadonlySet<string>;
}

/** Reads the table of dynamic symbols; empty where there is none or it is broken. */
export function readElfSymbols(blob: BlobReader): ElfSymbols {
  try {
    return readSymbols(blob, readElfTables(blob, "segments"));
  } catch (error) {
    if (error instanceof Malformed) return { wanted: [], offered: new Set() };
    throw error;
  }
}

function readSymbols(blob: BlobReader, tables: ElfTables): ElfSymbols {
  const wanted: { name: string; isWeak: boolean }[] = [];
  const offered = new Set<string>();
  const dynamic = readDynamic(blob, tables) ?? [];
  const address = firstOf(dynamic, DT_SYMTAB);
  if (address === undefined) return { wanted, offered };
  const strings = readStrings(blob, tables, dynamic);
  const isWide = tables.bits === 64;
  const rowBytes = isWide ? 24 : 16;
  const count = symbolCount(blob, tables, { dynamic, address, rowBytes });
  const table = fieldsOf(readAt(blob, tables, address, count * rowBytes), tables.isBigEndian);
  let budget = MAX_NAMES;
  for (let at = rowBytes; at + rowBytes <= table.sizeBytes && budget > 0; at += rowBytes) {
    const nameAt = table.u32(at);
    const binding = table.u8(at + (isWide ? 4 : 12)) >>> 4;
    if (nameAt === 0 || nameAt >= strings.sizeBytes || binding === STB_LOCAL) continue;
    const name = strings.text(nameAt);
    budget -= name.length;
    if (table.u16(at + (isWide ? 6 : 14)) === 0) wanted.push({ name, isWeak: binding === STB_WEAK });
    else offered.add(name);
  }
  return { wanted, offered };
}

/** Nothing says the number outright: the linker's hash tables do, else the names that follow in most layouts. */
function symbolCount(
  blob: BlobReader,
  tables: ElfTables,
  place: { dynamic: readonly DynamicRow[]; address: number; rowBytes: number },
): number {
  const { dynamic, address, rowBytes } = place;
  const hash = firstOf(dynamic, DT_HASH);
  const head = hash === undefined ? new Uint8Array() : readAt(blob, tables, hash, 8);
  if (head.length === 8) return Math.min(fieldsOf(head, tables.isBigEndian).u32(4), MAX_SYMBOLS);
  const names = firstOf(dynamic, DT_STRTAB) ?? 0;
  const between = names > address ? Math.floor((names - address) / rowBytes) : 0;
  return Math.min(gnuHashCount(blob, tables, dynamic) ?? between, MAX_SYMBOLS);
}

/** Symbols that are wanted stand first; the chains of those that are offered end with the last row. */
function gnuHashCount(
  blob: BlobReader,
  tables: ElfTables,
  dynamic: readonly DynamicRow[],
): number | undefined {
  const address = firstOf(dynamic, DT_GNU_HASH);
  if (address === undefined) return undefined;
  const table = fieldsOf(readAt(blob, tables, address, MAX_HASH_BYTES), tables.isBigEndian);
  if (table.sizeBytes < 16) return undefined;
  const [buckets, first, bloomWords] = [table.u32(0), table.u32(4), table.u32(8)];
  const bucketsAt = 16 + bloomWords * (tables.bits / 8);
  if (bucketsAt + buckets * 4 > table.sizeBytes) return undefined;
  let last = 0;
  for (let index = 0; index < buckets; index++) last = Math.max(last, table.u32(bucketsAt + index * 4));
  // A table that offers nothing does not say how many are wanted.
  if (last < first) return undefined;
  const chainAt = (row: number): number => bucketsAt + buckets * 4 + (row - first) * 4;
  while (chainAt(last) + 4 <= table.sizeBytes && (table.u32(chainAt(last)) & 1) === 0) last++;
  return last + 1;
}
