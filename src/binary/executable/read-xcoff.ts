/** XCOFF, the format of AIX (https://www.ibm.com/docs/en/aix/7.3?topic=formats-xcoff-object-file-format). */
import type { BlobReader } from "../blob-reader.ts";
import { type Fields, fieldsOf, readTable } from "./fields.ts";
import { Malformed } from "./malformed.ts";
import { type Executable, type Linkage, staticLinkage } from "./model.ts";

const MAGIC_64 = 0x01f7;
const SYMBOL_BYTES = 18;
const DATA = 0x40;
const LOADER = 0x1000;

interface Section {
  readonly address: number;
  readonly sizeBytes: number;
  readonly offset: number;
  readonly type: number;
}

/** Whether a file begins with a magic of XCOFF. */
export function isXcoff(magic: number): boolean {
  return magic === 0x01df || magic === MAGIC_64;
}

/** Reads an XCOFF file; throws Malformed. */
export function readXcoff(blob: BlobReader): Executable {
  const header = fieldsOf(readTable(blob, 0, 24), true);
  const isWide = header.u16(0) === MAGIC_64;
  const symbols = isWide ? header.u64(8) : header.u32(8);
  const symbolCount = header.u32(isWide ? 20 : 12);
  if (symbols === 0 || symbolCount === 0) throw new Malformed("no symbol table");
  if (blob.read(symbols + symbolCount * SYMBOL_BYTES, 4).length < 4)
    throw new Malformed("the table of symbols leaves the file");
  const rowBytes = isWide ? 72 : 40;
  const first = (isWide ? 24 : 20) + header.u16(16);
  const count = header.u16(2);
  const table = fieldsOf(readTable(blob, first, rowBytes * count), true);
  const sections = Array.from({ length: count }, (_, index) => sectionAt(table, isWide, index * rowBytes));
  const data = sections.find(({ type }) => (type & 0xffff) === DATA);
  return {
    format: "xcoff",
    bits: isWide ? 64 : 32,
    isBigEndian: true,
    machine: header.u16(0),
    arch: isWide ? "ppc64" : "ppc",
    os: "aix",
    ranges: sections.filter(({ sizeBytes }) => sizeBytes > 0),
    dataStart: data && { address: data.address, sizeBytes: data.sizeBytes },
    nameRanges: sections.filter(({ offset }) => offset !== 0),
    linkage: linkageOf(blob, sections, isWide),
  };
}

function sectionAt(table: Fields, isWide: boolean, at: number): Section {
  return isWide
    ? {
        address: table.u64(at + 16),
        sizeBytes: table.u64(at + 24),
        offset: table.u64(at + 32),
        type: table.u32(at + 64),
      }
    : {
        address: table.u32(at + 12),
        sizeBytes: table.u32(at + 16),
        offset: table.u32(at + 20),
        type: table.u32(at + 36),
      };
}

/** The loader section lists libraries as path, archive and member; the first entry is the search path. */
function linkageOf(blob: BlobReader, sections: readonly Section[], isWide: boolean): Linkage {
  const loader = sections.find(({ type }) => (type & 0xffff) === LOADER);
  if (!loader) return staticLinkage;
  const fields = fieldsOf(readTable(blob, loader.offset, loader.sizeBytes), true);
  const length = fields.u32(12);
  const count = Math.min(fields.u32(16), 1024);
  let at = isWide ? fields.u64(24) : fields.u32(20);
  const end = Math.min(at + length, fields.sizeBytes);
  const texts: string[] = [];
  while (texts.length < count * 3 && at < end) {
    const text = fields.text(at);
    texts.push(text);
    at += text.length + 1;
  }
  const needed: string[] = [];
  for (let index = 3; index + 1 < texts.length; index += 3) {
    const [archive = "", member = ""] = [texts[index + 1], texts[index + 2]];
    needed.push(member === "" ? archive : `${archive}(${member})`);
  }
  return {
    ...staticLinkage,
    kind: needed.length > 0 ? "dynamic" : "static",
    needed,
    runpath: (texts[0] ?? "").split(":").filter((part) => part !== ""),
  };
}
