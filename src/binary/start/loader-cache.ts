/** ld.so.cache, the table that ldconfig writes for glibc: names of libraries and their paths. */
import { fieldsOf } from "../executable/fields.ts";
import { Malformed } from "../executable/malformed.ts";

const newMagic = "glibc-ld.so.cache1.1";
const HEADER_BYTES = 48;
const ROW_BYTES = 24;
const MAX_ROWS = 100_000;

/** A path that the table names. */
export interface CachedPath {
  readonly path: string;
  /** Whether it is taken on some processors only. */
  readonly isByProcessor: boolean;
}

/** Paths by library name in the order of the table; empty for a file that is none. */
export function parseLoaderCache(bytes: Uint8Array): ReadonlyMap<string, readonly CachedPath[]> {
  const paths = new Map<string, CachedPath[]>();
  // The old format may stand before the new one, whose texts count from its own start.
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(newMagic);
  if (start === -1) return paths;
  const table = bytes.subarray(start);
  const isBigEndian = isBig(table);
  const fields = fieldsOf(table, isBigEndian);
  try {
    const count = Math.min(fields.u32(20), MAX_ROWS);
    for (let row = 0; row < count; row++) {
      const at = HEADER_BYTES + row * ROW_BYTES;
      const name = fields.text(fields.u32(at + 4));
      const path = fields.text(fields.u32(at + 8));
      const cached = { path, isByProcessor: fields.u64(at + 16) !== 0 };
      const known = paths.get(name);
      if (known) known.push(cached);
      else paths.set(name, [cached]);
    }
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
  }
  return paths;
}

/** Byte 28 says it since glibc 2.33; before, the number of rows is sound in one order only. */
function isBig(table: Uint8Array): boolean {
  if (table.length < HEADER_BYTES) return false;
  const said = (table[28] ?? 0) & 3;
  if (said === 2 || said === 3) return said === 3;
  return fieldsOf(table, false).u32(20) > MAX_ROWS;
}
