/**
 * Tar archives as a stream: ustar, GNU long names and PAX
 * (https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html).
 */
import { ImageProblem } from "./image-problem.ts";
import { PieceReader } from "./piece-reader.ts";

const BLOCK = 512;
const MAX_META_BYTES = 1024 * 1024;
/** Writers put at most a global one, one of PAX and two long names of GNU before a file. */
const MAX_META_IN_ROW = 16;
/** PATH_MAX of Linux: no longer path can be unpacked. */
const MAX_PATH = 4096;
const decoder = new TextDecoder();

export type TarKind = "file" | "hard-link" | "link" | "folder" | "device" | "fifo";

export interface TarEntry {
  /** Relative, without `./` in front and slash at the end; `` for the root. */
  readonly path: string;
  readonly kind: TarKind;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly userName: string;
  readonly groupName: string;
  readonly sizeBytes: number;
  /** Seconds; PAX has fractions. */
  readonly mtime: number;
  /** Target of links. */
  readonly target: string;
  /** Where its bytes begin in the archive. */
  readonly offset: number;
}

/** What to do with the bytes of an entry: take them, leave them, or read no further at all. */
export type TarVisit = ((bytes: Uint8Array) => void) | "skip" | "stop";

/** Reads an archive to its end. Throws ImageProblem where it is no tar. */
export async function readTarEntries(
  chunks: AsyncIterable<Uint8Array>,
  visit: (entry: TarEntry) => TarVisit,
): Promise<void> {
  const reader = new PieceReader(chunks);
  try {
    await readAll(reader, visit);
  } finally {
    await reader.close();
  }
}

async function readAll(reader: PieceReader, visit: (entry: TarEntry) => TarVisit): Promise<void> {
  let global: Pax = noPax;
  let next: Pax = noPax;
  let metaInRow = 0;
  while (true) {
    const taken = await reader.take(BLOCK);
    const block = Buffer.from(taken.buffer, taken.byteOffset, taken.byteLength);
    if (isEmpty(block)) {
      await reader.skip(Number.POSITIVE_INFINITY);
      return;
    }
    if (block.length < BLOCK) throw new ImageProblem("the archive ends within a header");
    checkSum(block);
    const type = String.fromCharCode(block[156] ?? 0);
    const size = numberAt(block, 124, 12);
    if ("xgLK".includes(type)) {
      if (++metaInRow > MAX_META_IN_ROW)
        throw new ImageProblem(`refused: more than ${MAX_META_IN_ROW} headers before one file`);
      const body = await takeMeta(reader, size);
      if (type === "x") next = new Map([...next, ...parsePax(body)]);
      else if (type === "g") global = new Map([...global, ...parsePax(body)]);
      else next = new Map([...next, [type === "L" ? "path" : "linkpath", untilNul(body)]]);
      continue;
    }
    metaInRow = 0;
    const pax = next.size === 0 ? global : new Map([...global, ...next]);
    const entry = entryOf(block, pax, reader.position);
    next = noPax;
    if (type === "S" || pax.has("GNU.sparse.major") || pax.has("GNU.sparse.map"))
      throw new ImageProblem(`"${entry.path}" is a sparse file of GNU tar, which images do not hold`);
    const padded = Math.ceil(entry.sizeBytes / BLOCK) * BLOCK;
    const wish = visit(entry);
    if (wish === "stop") return;
    if (wish === "skip") await skipWhole(reader, padded, entry.path);
    else {
      const seen = await reader.each(entry.sizeBytes, wish);
      if (seen < entry.sizeBytes) throw new ImageProblem(`the archive ends within "${entry.path}"`);
      await reader.skip(padded - entry.sizeBytes);
    }
  }
}

async function skipWhole(reader: PieceReader, length: number, path: string): Promise<void> {
  if ((await reader.skip(length)) < length) throw new ImageProblem(`the archive ends within "${path}"`);
}

async function takeMeta(reader: PieceReader, size: number): Promise<Uint8Array> {
  if (size > MAX_META_BYTES) throw new ImageProblem(`a name of ${size} bytes`);
  const body = new Uint8Array(await reader.take(size));
  await skipWhole(reader, Math.ceil(size / BLOCK) * BLOCK - size, "a long name");
  return body;
}

type Pax = ReadonlyMap<string, string>;

const noPax: Pax = new Map();

/** All that is asked for; whatever else stands there would only cost memory. */
const paxKeys = "path linkpath size uid gid uname gname mtime GNU.sparse.major GNU.sparse.map"
  .split(" ")
  .map((name) => ({ name, bytes: Buffer.from(`${name}=`) }));

/** Makes nothing, since a layer may ask a million times. */
function startsAt(body: Uint8Array, start: number, bytes: Uint8Array): boolean {
  for (let index = 0; index < bytes.length; index++) if (body[start + index] !== bytes[index]) return false;
  return true;
}

/** Records are `LENGTH KEY=VALUE\n`, the length counting itself. */
function parsePax(body: Uint8Array): Pax {
  const found = new Map<string, string>();
  let at = 0;
  while (at < body.length) {
    let [length, start] = [0, at];
    for (
      let digit = body[start] ?? 0;
      digit >= 0x30 && digit <= 0x39 && start - at < 10;
      digit = body[start] ?? 0
    ) {
      length = length * 10 + digit - 0x30;
      start++;
    }
    // NULs behind the last record are padding.
    if (start === at && body[at] === 0) break;
    if (body[start] !== 0x20 || length <= start - at + 1 || at + length > body.length)
      throw new ImageProblem("a PAX record of a wrong length");
    start++;
    const end = at + length - 1;
    const key = paxKeys.find(({ bytes }) => startsAt(body, start, bytes));
    if (key && start + key.bytes.length <= end)
      found.set(key.name, decoder.decode(body.subarray(start + key.bytes.length, end)));
    at += length;
  }
  return found;
}

const kindOf: Readonly<Record<string, TarKind>> = {
  "0": "file",
  "\0": "file",
  "7": "file",
  "1": "hard-link",
  "2": "link",
  "3": "device",
  "4": "device",
  "5": "folder",
  "6": "fifo",
};

function entryOf(block: Buffer, pax: Pax, offset: number): TarEntry {
  const type = String.fromCharCode(block[156] ?? 0);
  const isUstar = textAt(block, 257, 5) === "ustar";
  const isGnu = isUstar && block[262] === 0x20;
  const prefix = isUstar && !isGnu ? textAt(block, 345, 155) : "";
  const name = textAt(block, 0, 100);
  const path = pax.get("path") ?? (prefix === "" ? name : `${prefix}/${name}`);
  const isFolder = type === "5" || ((type === "0" || type === "\0") && path.endsWith("/"));
  const kind = isFolder ? "folder" : (kindOf[type] ?? "file");
  const sizeBytes = kind === "file" ? (paxNumber(pax, "size") ?? numberAt(block, 124, 12)) : 0;
  return {
    path: cleanPath(path),
    kind,
    mode: numberAt(block, 100, 8) & 0o7777,
    uid: paxNumber(pax, "uid") ?? numberAt(block, 108, 8),
    gid: paxNumber(pax, "gid") ?? numberAt(block, 116, 8),
    userName: pax.get("uname") ?? (isUstar ? textAt(block, 265, 32) : ""),
    groupName: pax.get("gname") ?? (isUstar ? textAt(block, 297, 32) : ""),
    sizeBytes,
    mtime: paxNumber(pax, "mtime") ?? numberAt(block, 136, 12),
    target: pax.get("linkpath") ?? textAt(block, 157, 100),
    offset,
  };
}

function paxNumber(pax: Pax, key: string): number | undefined {
  const text = pax.get(key);
  const value = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(value) && (value >= 0 || key === "mtime") ? value : undefined;
}

/** `./usr//bin/` is `usr/bin`; a path that climbs out is cut down to what stays inside. */
function cleanPath(path: string): string {
  if (path.length > MAX_PATH) throw new ImageProblem(`a path of ${path.length} characters`);
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}

/** Views cost more than the texts in them: hundreds of thousands of headers are read. */
function textAt(block: Buffer, at: number, length: number): string {
  let end = at;
  while (end < at + length && block[end] !== 0) end++;
  return end === at ? "" : block.toString("utf8", at, end);
}

function untilNul(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return decoder.decode(end === -1 ? bytes : bytes.subarray(0, end));
}

/** Octal text, or binary when the first bit is set. */
function numberAt(block: Uint8Array, at: number, length: number): number {
  const first = block[at] ?? 0;
  if (first < 0x80) return octalAt(block, at, length);
  // All ones mean a negative number, which only times may be.
  if (first === 0xff) return 0;
  let value = first & 0x7f;
  for (let index = at + 1; index < at + length; index++) value = value * 256 + (block[index] ?? 0);
  if (!Number.isSafeInteger(value)) throw new ImageProblem("a number in a header is beyond all measure");
  return value;
}

/** Blanks may stand before the digits; anything else ends them. */
function octalAt(block: Uint8Array, at: number, length: number): number {
  let value = 0;
  let hasDigit = false;
  for (let index = at; index < at + length; index++) {
    const byte = block[index] ?? 0;
    if (byte === 0x20 && !hasDigit) continue;
    if (byte < 0x30 || byte > 0x37) break;
    hasDigit = true;
    value = value * 8 + byte - 0x30;
  }
  return value;
}

/** The sum counts its own field as blanks; old writers summed signed bytes. */
function checkSum(block: Uint8Array): void {
  const wanted = numberAt(block, 148, 8);
  let unsigned = 0;
  let signed = 0;
  for (let index = 0; index < BLOCK; index++) {
    const value = index >= 148 && index < 156 ? 0x20 : (block[index] ?? 0);
    unsigned += value;
    signed += value > 127 ? value - 256 : value;
  }
  if (wanted !== unsigned && wanted !== signed)
    throw new ImageProblem("a header's check sum is wrong: this is no tar archive");
}

function isEmpty(block: Uint8Array): boolean {
  for (let index = 0; index < block.length; index++) if (block[index] !== 0) return false;
  return true;
}
