/**
 * Reads zip files from bytes: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT. Sizes in the
 * directory are promises of a stranger: no more is inflated than promised, and the promises are added up first.
 */
import { crc32, inflateRawSync } from "node:zlib";
import {
  type ArchiveMember,
  mostArchiveBytes,
  mostArchiveFiles,
  type PackedContent,
} from "./archive-error.ts";
import { readZipDirectory, type ZipHeader } from "./zip-directory.ts";

const localSignature = 0x04034b50;
const descriptorSignature = 0x08074b50;
const descriptorFlag = 8;

export interface ReadZipOptions {
  /** Entries for folders are given too; their paths end in a slash. */
  readonly hasFolders?: boolean;
  /** Takes what go takes as a module's zip: modes and flags mean nothing, and files may share their bytes. */
  readonly isModule?: boolean;
  /** Unpacks deflated bytes to exactly so many; undefined when they are not. */
  readonly inflate?: (packed: Uint8Array, sizeBytes: number) => Uint8Array | undefined;
}

/** The files of a zip; throws an Error whose message completes "Cannot read archive: …". */
export function readZip(
  bytes: Uint8Array,
  { hasFolders = false, isModule = false, inflate = inflateFresh }: ReadZipOptions = {},
): readonly ArchiveMember[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const members: ArchiveMember[] = [];
  const ranges: { readonly start: number; readonly end: number }[] = [];
  let total = 0;
  let packed = 0;
  for (const header of readZipDirectory(bytes, mostArchiveFiles)) {
    const path = decodeName(header.nameBytes);
    if (path.endsWith("/") && !hasFolders) continue;
    total += header.sizeBytes;
    packed += header.packedBytes;
    if (total > mostArchiveBytes) throw new Error("its files would be larger than 512 MiB together");
    ranges.push({ start: header.localStart, end: header.localStart + 30 + header.packedBytes });
    members.push(createMember({ bytes, view, inflate, isModule }, { ...header, path }));
  }
  if (!isModule) refuseOverlaps(ranges);
  else if (packed > 2 * mostArchiveBytes) throw new Error("its files share their bytes too often");
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

// A byte-order mark is part of the name.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decodeName(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new Error("a name in it is not UTF-8");
  }
}

interface NamedHeader extends ZipHeader {
  readonly path: string;
}

const linkMode = 0o120000;
const longestLink = 4096;

interface OpenZip {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly inflate: NonNullable<ReadZipOptions["inflate"]>;
  readonly isModule: boolean;
}

function createMember(zip: OpenZip, header: NamedHeader): ArchiveMember {
  const open = (): Uint8Array => unpack(zip, header);
  const isLink = !zip.isModule && (header.mode & 0o170000) === linkMode;
  if (isLink && header.sizeBytes > longestLink)
    throw new Error(`its link "${header.path}" has a target of over 4 KiB`);
  return {
    path: header.path,
    sizeBytes: header.sizeBytes,
    isExecutable: !isLink && (header.mode & 0o111) !== 0,
    linkTarget: isLink ? new TextDecoder().decode(open()) : undefined,
    open,
    packed: () => packedContent(zip, header),
  };
}

function packedContent(zip: OpenZip, header: NamedHeader): PackedContent {
  const { method, checksum, packedBytes } = header;
  if (method !== 0 && method !== 8)
    throw new Error(`it is compressed by method ${method}, which Go does not read`);
  const start = startOfContent(zip, header);
  return { bytes: zip.bytes.subarray(start, start + packedBytes), isDeflated: method === 8, checksum };
}

function startOfContent({ bytes, view, isModule }: OpenZip, header: NamedHeader): number {
  const at = header.localStart;
  if (at < 0 || at + 30 > bytes.length || view.getUint32(at, true) !== localSignature)
    throw new Error("its place in the zip is damaged");
  if (header.flags & 1 && !isModule) throw new Error("it is encrypted");
  if (header.packedBytes < 0) throw new Error("it has less than no bytes");
  return at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
}

function unpack(zip: OpenZip, header: NamedHeader): Uint8Array {
  const { bytes, view, inflate } = zip;
  const start = startOfContent(zip, header);
  if (header.path.endsWith("/")) {
    if (header.sizeBytes !== 0) throw new Error("it is a folder with content");
    return new Uint8Array();
  }
  // What is packed says itself where it ends.
  const content = contentOf(bytes.subarray(start, start + header.packedBytes), header, inflate);
  if (content.length !== header.sizeBytes) throw new Error("it is not as large as the zip says");
  const hasDescriptor = (header.flags & descriptorFlag) !== 0;
  // Like go: without a second checksum behind the file, a checksum of nought is none.
  if (hasDescriptor && descriptorChecksum(view, start + header.packedBytes) !== header.checksum)
    throw new Error("what follows it has another checksum");
  if ((hasDescriptor || header.checksum !== 0) && crc32(content) !== header.checksum)
    throw new Error("its checksum is wrong");
  return content;
}

/** Twelve bytes, and four more where they start with a signature. */
function descriptorChecksum(view: DataView, at: number): number | undefined {
  if (at + 4 > view.byteLength) return undefined;
  const first = view.getUint32(at, true);
  const start = first === descriptorSignature ? at + 4 : at;
  return start + 12 > view.byteLength ? undefined : view.getUint32(start, true);
}

function contentOf(
  packed: Uint8Array,
  { method, sizeBytes }: ZipHeader,
  inflate: OpenZip["inflate"],
): Uint8Array {
  if (method === 0) return packed;
  if (method !== 8) throw new Error(`it is compressed by method ${method}, which Go does not read`);
  const content = inflate(packed, sizeBytes);
  if (!content) throw new Error("it does not unpack to the size the zip says");
  return content;
}

function inflateFresh(packed: Uint8Array, sizeBytes: number): Uint8Array | undefined {
  try {
    const content = inflateRawSync(packed, { maxOutputLength: Math.max(sizeBytes, 1) });
    return new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
  } catch {
    return undefined;
  }
}
