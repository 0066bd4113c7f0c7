/**
 * Reads git's index file, versions 2, 3 and 4: https://git-scm.com/docs/index-format
 * Pure: bytes in, tracked paths out. What cannot be read is a reason, never an exception.
 */
import { createHash } from "node:crypto";

/** One path that git tracks. A path may stand up to three times while a merge is unfinished. */
export interface GitIndexEntry {
  readonly path: string;
  /** As git stores it: 0o100644, 0o100755, 0o120000 link, 0o160000 submodule, 0o40000 a folder of a sparse index. */
  readonly mode: number;
  /** 0, or 1–3 while a merge is unfinished. */
  readonly stage: number;
  /** The object's name in hexadecimal. */
  readonly object: string;
  readonly skipsWorktree: boolean;
  readonly isIntentToAdd: boolean;
}

export interface GitIndex {
  readonly version: number;
  readonly entries: readonly GitIndexEntry[];
}

/** Bytes of an object's name: 20 for SHA-1 repositories, 32 for SHA-256. */
export type HashSize = 20 | 32;

export type GitIndexResult =
  | { readonly ok: true; readonly index: GitIndex }
  /** `reason` completes "Cannot read .git/index: …". */
  | { readonly ok: false; readonly reason: string };

const statBytes = 40;

/** Parses the bytes of an index file. */
export function parseGitIndex(bytes: Uint8Array, hashSize: HashSize = 20): GitIndexResult {
  if (bytes.length < 12 + hashSize || latin1(bytes, 0, 4) !== "DIRC") return refuse("it is not a git index");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint32(4);
  if (version < 2 || version > 4) return refuse(`its format version ${version} is not known`);
  if (!hasRightHash(bytes, hashSize)) return refuse("its checksum is wrong");

  const count = view.getUint32(8);
  const end = bytes.length - hashSize;
  const reader = createEntryReader(bytes, view, { version, hashSize, end });
  const entries: GitIndexEntry[] = [];
  for (let index = 0; index < count; index++) {
    const entry = reader.next();
    if (!entry) return refuse(`entry ${index + 1} of ${count} is cut off or malformed`);
    entries.push(entry);
  }
  const reason = findUnknownExtension(bytes, view, reader.position(), end);
  if (reason !== undefined) return refuse(reason);
  // Only a split index has entries without a name.
  const nameless = entries.findIndex((entry) => entry.path === "");
  if (nameless >= 0) return refuse(`entry ${nameless + 1} of ${count} has no name`);
  return { ok: true, index: { version, entries } };
}

function refuse(reason: string): GitIndexResult {
  return { ok: false, reason };
}

function hasRightHash(bytes: Uint8Array, hashSize: HashSize): boolean {
  const end = bytes.length - hashSize;
  const stored = bytes.subarray(end);
  // `index.skipHash` writes zeros.
  if (stored.every((byte) => byte === 0)) return true;
  const hash = createHash(hashSize === 20 ? "sha1" : "sha256")
    .update(bytes.subarray(0, end))
    .digest();
  return hash.equals(stored);
}

interface EntryReader {
  next(): GitIndexEntry | undefined;
  position(): number;
}

function createEntryReader(
  bytes: Uint8Array,
  view: DataView,
  { version, hashSize, end }: { version: number; hashSize: HashSize; end: number },
): EntryReader {
  const all = latin1(bytes, 0, bytes.length);
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 12;
  let previous = "";

  const next = (): GitIndexEntry | undefined => {
    const start = at;
    const flagsAt = start + statBytes + hashSize;
    if (flagsAt + 2 > end) return undefined;
    const flags = view.getUint16(flagsAt);
    const isExtended = (flags & 0x4000) !== 0;
    if (isExtended && (version < 3 || flagsAt + 4 > end)) return undefined;
    const moreFlags = isExtended ? view.getUint16(flagsAt + 2) : 0;
    const nameAt = flagsAt + (isExtended ? 4 : 2);

    const raw = version === 4 ? readCompressed(nameAt) : readPadded(start, nameAt, flags & 0xfff);
    if (raw === undefined) return undefined;
    previous = raw;
    return {
      path: fromBytes(raw),
      mode: view.getUint32(start + 24),
      stage: (flags >> 12) & 3,
      get object() {
        return hex.toString("hex", start + statBytes, flagsAt);
      },
      skipsWorktree: (moreFlags & 0x4000) !== 0,
      isIntentToAdd: (moreFlags & 0x2000) !== 0,
    };
  };

  /** Versions 2 and 3: the name, then one to eight NULs up to a multiple of eight bytes. */
  const readPadded = (start: number, nameAt: number, shortLength: number): string | undefined => {
    const nameEnd = shortLength < 0xfff ? nameAt + shortLength : bytes.indexOf(0, nameAt);
    if (nameEnd < 0 || nameEnd >= end || bytes[nameEnd] !== 0) return undefined;
    at = start + ((nameEnd - start + 8) & ~7);
    return at > end ? undefined : all.slice(nameAt, nameEnd);
  };

  /** Version 4: how many bytes of the previous name to drop, then what to add, then a NUL. */
  const readCompressed = (nameAt: number): string | undefined => {
    let from = nameAt;
    let byte = bytes[from++] ?? 0;
    let drop = byte & 0x7f;
    while (byte & 0x80) {
      byte = bytes[from++] ?? 0;
      drop = (drop + 1) * 128 + (byte & 0x7f);
      if (drop > previous.length) return undefined;
    }
    const nameEnd = bytes.indexOf(0, from);
    if (drop > previous.length || nameEnd < 0 || nameEnd >= end) return undefined;
    at = nameEnd + 1;
    return previous.slice(0, previous.length - drop) + all.slice(from, nameEnd);
  };

  return { next, position: () => at };
}

/** Extensions with a small first letter change what the index means; git refuses unknown ones too. */
function findUnknownExtension(
  bytes: Uint8Array,
  view: DataView,
  start: number,
  end: number,
): string | undefined {
  let at = start;
  while (at + 8 <= end) {
    const name = latin1(bytes, at, at + 4);
    if (name === "link") return "it is split (core.splitIndex), and only half of it is here";
    const isOptional = /^[A-Z]/.test(name);
    if (!isOptional && name !== "sdir") return `its extension ${JSON.stringify(name)} is not known`;
    at += 8 + view.getUint32(at + 4);
  }
  return at === end ? undefined : "its extensions are cut off";
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1", start, end);
}

const nonAscii = /[^\x00-\x7f]/;

function fromBytes(raw: string): string {
  return nonAscii.test(raw) ? Buffer.from(raw, "latin1").toString("utf8") : raw;
}
