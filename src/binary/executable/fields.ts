import type { BlobReader } from "../blob-reader.ts";
import { Malformed } from "./malformed.ts";

/** The most that one table of a header may take: real ones stay far below. */
const MAX_TABLE_BYTES = 16 * 1024 * 1024;

/** Numbers in a piece of a file. Reading beyond its end throws Malformed. */
export interface Fields {
  readonly sizeBytes: number;
  u8(offset: number): number;
  u16(offset: number): number;
  u32(offset: number): number;
  /** Exact up to 2^53; real files hold no greater offset. */
  u64(offset: number): number;
  /** Bytes up to the first NUL, each as one character. */
  text(offset: number, limit?: number): string;
}

/** The numbers of these bytes in one byte order. */
export function fieldsOf(bytes: Uint8Array, isBigEndian: boolean): Fields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = !isBigEndian;
  const at = (offset: number, size: number): number => {
    if (offset < 0 || offset + size > bytes.length) throw new Malformed("the file ends too early");
    return offset;
  };
  return {
    sizeBytes: bytes.length,
    u8: (offset) => view.getUint8(at(offset, 1)),
    u16: (offset) => view.getUint16(at(offset, 2), little),
    u32: (offset) => view.getUint32(at(offset, 4), little),
    u64: (offset) => Number(view.getBigUint64(at(offset, 8), little)),
    text: (offset, limit = 4096) => {
      const start = at(offset, 0);
      const end = Math.min(bytes.length, start + limit);
      const stop = bytes.subarray(start, end).indexOf(0);
      return latin1(bytes.subarray(start, stop === -1 ? end : start + stop));
    },
  };
}

/** Reads a table of a header whole; one that leaves the file or is beyond all measure is malformed. */
export function readTable(blob: BlobReader, offset: number, sizeBytes: number): Uint8Array {
  if (sizeBytes > MAX_TABLE_BYTES) throw new Malformed(`a table of ${sizeBytes} bytes`);
  const bytes = blob.read(offset, sizeBytes);
  if (bytes.length < sizeBytes) throw new Malformed("a table lies beyond the end of the file");
  return bytes;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
