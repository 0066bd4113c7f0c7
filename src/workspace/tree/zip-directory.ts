/**
 * The directory of a zip, found and read as Go's https://pkg.go.dev/archive/zip does, step by step: a zip can have two
 * directories, and whoever reads another one than go looks at other files. Where go gives up, so does this.
 */

const directoryEndSignature = 0x06054b50;
const directorySignature = 0x02014b50;
const largeEndSignature = 0x06064b50;
const largeLocatorSignature = 0x07064b50;
const directoryEndBytes = 22;
const locatorBytes = 20;
const largeEndBytes = 56;
const headerBytes = 46;
/** go looks for the end of the directory in so many of the last bytes. */
const searchedBytes = 65 * 1024;
const largeSizes = 1;

/** One file as the directory describes it. */
export interface ZipHeader {
  readonly nameBytes: Uint8Array;
  readonly flags: number;
  readonly method: number;
  readonly checksum: number;
  /** Less than nought when it says so. */
  readonly packedBytes: number;
  readonly sizeBytes: number;
  /** As Unix has it; 0 when the zip was made elsewhere. */
  readonly mode: number;
  /** Where the file's own header should lie; may be outside of the zip. */
  readonly localStart: number;
}

interface Directory {
  /** Modulo 65,536. */
  readonly count: number;
  readonly start: number;
  /** What lies in front of the zip: places count from here. */
  readonly base: bigint;
}

/** The headers of a zip, at most `mostFiles`; throws an Error whose message completes "Cannot read archive: …". */
export function readZipDirectory(bytes: Uint8Array, mostFiles: number): readonly ZipHeader[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { count, start, base } = readDirectoryEnd(view, findDirectoryEnd(view));
  const headers: ZipHeader[] = [];
  // The count is of 16 bits and not believed: headers are read until there is none.
  for (let at = start; ; ) {
    const header = readHeader(bytes, view, at);
    if (header === "end") throw new Error("its directory runs to the end of the file");
    if (header === "none") break;
    if (headers.length >= mostFiles) throw new Error(`it has more than ${mostFiles} files`);
    const localStart = Number(toSigned(header.localStart + base));
    headers.push({ ...header.fields, localStart });
    at = header.next;
  }
  if ((headers.length & 0xffff) !== count)
    throw new Error(
      `entry ${headers.length + 1} of its directory is damaged, or their number is not what it says`,
    );
  return headers;
}

/** The last record counts, and what follows it besides its comment is passed over. */
function findDirectoryEnd(view: DataView): number {
  const last = view.byteLength - directoryEndBytes;
  const first = Math.max(0, view.byteLength - searchedBytes);
  for (let at = last; at >= first; at--) {
    if (view.getUint32(at, true) !== directoryEndSignature) continue;
    if (at + directoryEndBytes + view.getUint16(at + 20, true) <= view.byteLength) return at;
    break;
  }
  throw new Error("it is not a zip file, or is cut off");
}

function readDirectoryEnd(view: DataView, end: number): Directory {
  let count = view.getUint16(end + 10, true);
  let size = BigInt(view.getUint32(end + 12, true));
  let start = BigInt(view.getUint32(end + 16, true));
  let foundAt = end;
  // The second number should be of 32 bits, and is not in go.
  if (count === 0xffff || size === 0xffffn || start === 0xffffffffn) {
    const at = findLargeEnd(view, end);
    if (at !== undefined) {
      if (at + largeEndBytes > view.byteLength || view.getUint32(at, true) !== largeEndSignature)
        throw new Error("its zip64 record is damaged");
      count = Number(view.getBigUint64(at + 32, true) & 0xffffn);
      size = view.getBigUint64(at + 40, true);
      start = view.getBigUint64(at + 48, true);
      foundAt = at;
    }
  }
  const total = BigInt(view.byteLength);
  const base = toSigned(BigInt(foundAt) - size - start);
  const place = toSigned(base + start);
  if (size !== toSigned(size) || start !== toSigned(start) || place < 0n || place >= total)
    throw new Error("its directory is said to lie outside of it");
  // Where a header lies at the place that is named, nothing is taken to lie in front of the zip.
  const isPlain = base <= 0n || (start < total && isHeader(view, Number(start)));
  const taken = isPlain && base > 0n ? 0n : base;
  return { count, start: Number(toSigned(taken + start)), base: taken };
}

/** Where the zip64 record is said to lie; undefined without one. */
function findLargeEnd(view: DataView, end: number): number | undefined {
  const at = end - locatorBytes;
  if (at < 0 || view.getUint32(at, true) !== largeLocatorSignature) return undefined;
  if (view.getUint32(at + 4, true) !== 0 || view.getUint32(at + 16, true) !== 1) return undefined;
  const place = toSigned(view.getBigUint64(at + 8, true));
  return place < 0n ? undefined : Number(place);
}

function isHeader(view: DataView, at: number): boolean {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  return typeof readHeader(bytes, view, at) === "object";
}

interface ReadHeader {
  readonly fields: Omit<ZipHeader, "localStart">;
  readonly localStart: bigint;
  readonly next: number;
}

/** "end" where the file stops between two parts of a header, "none" where what follows is none. */
function readHeader(bytes: Uint8Array, view: DataView, at: number): ReadHeader | "end" | "none" {
  if (at >= bytes.length) return "end";
  if (at + headerBytes > bytes.length || view.getUint32(at, true) !== directorySignature) return "none";
  const nameStart = at + headerBytes;
  const extraStart = nameStart + view.getUint16(at + 28, true);
  const extraEnd = extraStart + view.getUint16(at + 30, true);
  const next = extraEnd + view.getUint16(at + 32, true);
  if (next > bytes.length) return nameStart === bytes.length ? "end" : "none";
  const sizes = readLargeSizes(view, at, { start: extraStart, end: extraEnd });
  if (!sizes) return "none";
  const isUnix = view.getUint16(at + 4, true) >> 8 === 3;
  return {
    fields: {
      nameBytes: bytes.subarray(nameStart, extraStart),
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      checksum: view.getUint32(at + 16, true),
      packedBytes: Number(toSigned(sizes.packed)),
      sizeBytes: Number(sizes.size),
      mode: isUnix ? view.getUint16(at + 40, true) : 0,
    },
    localStart: sizes.place,
    next,
  };
}

interface LargeSizes {
  readonly packed: bigint;
  readonly size: bigint;
  readonly place: bigint;
}

/** The sizes and the place, from the zip64 field where the header has no room; undefined where go refuses the header. */
function readLargeSizes(
  view: DataView,
  at: number,
  extra: { readonly start: number; readonly end: number },
): LargeSizes | undefined {
  let packed = BigInt(view.getUint32(at + 20, true));
  let size = BigInt(view.getUint32(at + 24, true));
  let place = BigInt(view.getUint32(at + 42, true));
  let needsSize = size === 0xffffffffn;
  let needsPacked = packed === 0xffffffffn;
  let needsPlace = place === 0xffffffffn;
  for (let field = extra.start; extra.end - field >= 4; ) {
    const tag = view.getUint16(field, true);
    let from = field + 4;
    const to = from + view.getUint16(field + 2, true);
    if (to > extra.end) break;
    field = to;
    if (tag !== largeSizes) continue;
    const takes = [needsSize, needsPacked, needsPlace].filter(Boolean).length;
    if (to - from < 8 * takes) return undefined;
    const take = (): bigint => {
      from += 8;
      return view.getBigUint64(from - 8, true);
    };
    if (needsSize) size = take();
    if (needsPacked) packed = take();
    if (needsPlace) place = toSigned(take());
    needsSize = false;
    needsPacked = false;
    needsPlace = false;
  }
  return needsPacked || needsPlace ? undefined : { packed, size, place };
}

/** go counts in 64 bits with a sign. */
function toSigned(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}
