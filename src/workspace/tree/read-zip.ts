/**
 * Reads zip files from bytes: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT. Sizes in the
 * directory are promises of a stranger: no more is inflated than promised, and the promises are added up first.
 */
import { crc32, inflateRawSync } from "node:zlib";
import { type ArchiveMember, mostArchiveBytes, mostArchiveFiles } from "./archive-error.ts";

const directoryEndSignature = 0x06054b50;
const directorySignature = 0x02014b50;
const localSignature = 0x04034b50;
const largeEndSignature = 0x06064b50;
const largeLocatorSignature = 0x07064b50;
const directoryEndBytes = 22;

export interface ReadZipOptions {
  /** Entries for folders are given too; their paths end in a slash. */
  readonly hasFolders?: boolean;
  /** Unpacks deflated bytes to exactly so many; undefined when they are not. */
  readonly inflate?: (packed: Uint8Array, sizeBytes: number) => Uint8Array | undefined;
}

/** The files of a zip; throws an Error whose message completes "Cannot read archive: …". */
export function readZip(
  bytes: Uint8Array,
  { hasFolders = false, inflate = inflateFresh }: ReadZipOptions = {},
): readonly ArchiveMember[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findDirectoryEnd(view);
  const { count, start } = readDirectoryEnd(view, end);
  if (count > mostArchiveFiles) throw new Error(`it has more than ${mostArchiveFiles} files`);

  const members: ArchiveMember[] = [];
  const ranges: { readonly start: number; readonly end: number }[] = [];
  let total = 0;
  let at = start;
  for (let index = 0; index < count; index++) {
    if (at + 46 > end || view.getUint32(at, true) !== directorySignature)
      throw new Error(`entry ${index + 1} of its directory is damaged`);
    const header = readHeader(bytes, view, at, end);
    at = header.next;
    if (header.path.endsWith("/") && !hasFolders) continue;
    total += header.sizeBytes;
    if (total > mostArchiveBytes) throw new Error("its files would be larger than 512 MiB together");
    ranges.push({ start: header.localStart, end: header.localStart + 30 + header.packedBytes });
    members.push(createMember({ bytes, view, inflate }, header));
  }
  refuseOverlaps(ranges);
  return members;
}

/** Files that share their bytes are how a small zip unpacks to a huge one. */
function refuseOverlaps(ranges: { readonly start: number; readonly end: number }[]): void {
  ranges.sort((a, b) => a.start - b.start);
  let end = 0;
  for (const range of ranges) {
    if (range.start < end) throw new Error("its files overlap");
    end = range.end;
  }
}

function findDirectoryEnd(view: DataView): number {
  const last = view.byteLength - directoryEndBytes;
  // A comment of up to 64 KiB may follow.
  for (let at = last; at >= 0 && at >= last - 0xffff; at--) {
    if (
      view.getUint32(at, true) === directoryEndSignature &&
      at + directoryEndBytes + view.getUint16(at + 20, true) === view.byteLength
    )
      return at;
  }
  throw new Error("it is not a zip file, or is cut off");
}

/** Where the directory starts and how many entries it has; from 65,535 entries on a zip64 record says it. */
function readDirectoryEnd(view: DataView, end: number): { readonly count: number; readonly start: number } {
  const count = view.getUint16(end + 10, true);
  const start = view.getUint32(end + 16, true);
  if (count !== 0xffff && start !== 0xffffffff) return { count, start };
  const locator = end - 20;
  if (locator < 0 || view.getUint32(locator, true) !== largeLocatorSignature) return { count, start };
  const at = Number(view.getBigUint64(locator + 8, true));
  if (at + 56 > locator || view.getUint32(at, true) !== largeEndSignature)
    throw new Error("its zip64 record is damaged");
  return {
    count: Number(view.getBigUint64(at + 32, true)),
    start: Number(view.getBigUint64(at + 48, true)),
  };
}

interface ZipHeader {
  readonly path: string;
  readonly flags: number;
  readonly method: number;
  readonly checksum: number;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  readonly mode: number;
  readonly localStart: number;
  readonly next: number;
}

const decoder = new TextDecoder("utf-8", { fatal: true });

function readHeader(bytes: Uint8Array, view: DataView, at: number, end: number): ZipHeader {
  const nameEnd = at + 46 + view.getUint16(at + 28, true);
  const next = nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  if (next > end) throw new Error("its directory is cut off");
  let path: string;
  try {
    path = decoder.decode(bytes.subarray(at + 46, nameEnd));
  } catch {
    throw new Error("a name in it is not UTF-8");
  }
  const isUnix = view.getUint16(at + 4, true) >> 8 === 3;
  return {
    path,
    flags: view.getUint16(at + 8, true),
    method: view.getUint16(at + 10, true),
    checksum: view.getUint32(at + 16, true),
    packedBytes: view.getUint32(at + 20, true),
    sizeBytes: view.getUint32(at + 24, true),
    mode: isUnix ? view.getUint16(at + 40, true) : 0,
    localStart: view.getUint32(at + 42, true),
    next,
  };
}

const linkMode = 0o120000;
const longestLink = 4096;

interface OpenZip {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly inflate: NonNullable<ReadZipOptions["inflate"]>;
}

function createMember(zip: OpenZip, header: ZipHeader): ArchiveMember {
  const open = (): Uint8Array => unpack(zip, header);
  const isLink = (header.mode & 0o170000) === linkMode;
  if (isLink && header.sizeBytes > longestLink)
    throw new Error(`its link "${header.path}" has a target of over 4 KiB`);
  return {
    path: header.path,
    sizeBytes: header.sizeBytes,
    isExecutable: !isLink && (header.mode & 0o111) !== 0,
    linkTarget: isLink ? new TextDecoder().decode(open()) : undefined,
    open,
  };
}

function unpack({ bytes, view, inflate }: OpenZip, header: ZipHeader): Uint8Array {
  const at = header.localStart;
  if (at + 30 > bytes.length || view.getUint32(at, true) !== localSignature)
    throw new Error("its place in the zip is damaged");
  if (header.flags & 1) throw new Error("it is encrypted");
  const start = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  const packed = bytes.subarray(start, start + header.packedBytes);
  if (packed.length !== header.packedBytes) throw new Error("the zip is cut off");
  const content = contentOf(packed, header, inflate);
  if (content.length !== header.sizeBytes) throw new Error("it is not as large as the zip says");
  if (crc32(content) !== header.checksum) throw new Error("its checksum is wrong");
  return content;
}

function contentOf(
  packed: Uint8Array,
  { method, sizeBytes }: ZipHeader,
  inflate: OpenZip["inflate"],
): Uint8Array {
  if (method === 0) return packed;
  if (method !== 8) throw new Error(`it is compressed by method ${method}, which Go does not read`);
  if (sizeBytes === 0) return new Uint8Array();
  const content = inflate(packed, sizeBytes);
  if (!content) throw new Error("it does not unpack to the size the zip says");
  return content;
}

function inflateFresh(packed: Uint8Array, sizeBytes: number): Uint8Array | undefined {
  try {
    const content = inflateRawSync(packed, { maxOutputLength: sizeBytes });
    return new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
  } catch {
    return undefined;
  }
}
