/** Executables of Plan 9 (https://9p.io/magic/man2html/6/a.out). */
import type { BlobReader } from "../blob-reader.ts";
import { fieldsOf, readTable } from "./fields.ts";
import { Malformed } from "./malformed.ts";
import { type Executable, staticLinkage } from "./model.ts";

const WIDE = 0x8000;
const archOfMagic: Readonly<Record<number, string>> = { 491: "386", 35479: "amd64", 1607: "arm" };

/** Whether a file begins with a magic of Plan 9. */
export function isPlan9(magic: number): boolean {
  return archOfMagic[magic] !== undefined;
}

/** Reads an executable of Plan 9; throws Malformed. Its places are offsets, as go takes them. */
export function readPlan9(blob: BlobReader): Executable {
  const header = fieldsOf(readTable(blob, 0, 40), true);
  const magic = header.u32(0);
  const arch = archOfMagic[magic];
  if (arch === undefined) throw new Malformed("no magic of Plan 9");
  const isWide = (magic & WIDE) !== 0;
  const sizes = [header.u32(4), header.u32(8), header.u32(16), header.u32(24), header.u32(28)];
  let offset = isWide ? 40 : 32;
  const ranges = sizes.map((sizeBytes) => {
    const range = { address: offset, offset, sizeBytes };
    offset += sizeBytes;
    return range;
  });
  const data = ranges[1];
  return {
    format: "plan9",
    bits: isWide ? 64 : 32,
    isBigEndian: false,
    machine: magic,
    arch,
    os: "plan9",
    ranges: ranges.filter(({ sizeBytes }) => sizeBytes > 0),
    dataStart: data && { address: data.address, sizeBytes: data.sizeBytes },
    nameRanges: ranges,
    linkage: staticLinkage,
  };
}
