/** Gets the bytes of a log: a file, standard input, gzip, zstd, UTF-16, or the archive of a GitHub run. */
import { closeSync, openSync, readSync } from "node:fs";
import { resolve } from "node:path";
import { crc32 } from "node:zlib";
import { UserError } from "../finding/user-error.ts";
import type { ArchiveMember } from "../workspace/tree/archive-error.ts";
import { readZip } from "../workspace/tree/read-zip.ts";
import { reasonOf } from "./reason-of.ts";
import { recogniseLog } from "./recognise-log.ts";
import type { Terminal } from "./terminal.ts";
import { unpackPieces } from "./unpack-pieces.ts";

/** Where the bytes of one log go. */
export interface LogSink {
  push(bytes: Uint8Array): void;
  end(): void;
}

type Pieces = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

const pieceBytes = 64 << 10;
/** So much of a log says what it is. */
const headBytes = 64 << 10;
/** A larger log of an archive is not unpacked as a whole. */
const largeLog = 4 << 20;

/** Reads `file` into sinks that `open` gives, one for each log in it; answers how many logs were read. */
export async function readLogs(
  file: string | undefined,
  terminal: Terminal,
  open: (name?: string) => LogSink,
): Promise<number> {
  const name = file ?? "-";
  const pieces =
    name === "-" ? standardInput(terminal, file) : filePieces(resolve(terminal.folder, name), name);
  return readPieces(pieces, { name, open, mayBePacked: true });
}

async function readPieces(
  pieces: Pieces,
  input: { readonly name: string; readonly open: (name?: string) => LogSink; readonly mayBePacked: boolean },
): Promise<number> {
  const { name, open, mayBePacked } = input;
  const stream = withHead(pieces);
  const head = await stream.next();
  if (head.done) return 0;
  const kind = recogniseLog(head.value);
  const all = followedBy(head.value, stream);
  switch (kind.is) {
    case "text": {
      const sink = open();
      for await (const piece of kind.encoding === undefined ? all : asUtf8(all, kind.encoding))
        sink.push(piece);
      sink.end();
      return 1;
    }
    case "zip":
      return readArchive(await whole(all), name, open);
    case "packed":
      if (!mayBePacked) throw cannotRead(name, `a ${kind.format} file is packed in it once more`);
      return readPieces(unpacked(all, kind.format, name), { ...input, mayBePacked: false });
    case "unreadable":
      throw cannotRead(name, kind.why);
  }
}

function cannotRead(name: string, why: string): UserError {
  return new UserError("cannot-read", `Cannot read "${name}": ${why}`);
}

/** The same bytes; the first piece is large enough to be recognised. */
async function* withHead(pieces: Pieces): AsyncGenerator<Uint8Array> {
  let head: Uint8Array[] | undefined = [];
  let size = 0;
  for await (const piece of pieces) {
    if (!head) {
      yield piece;
      continue;
    }
    head.push(piece.slice());
    size += piece.length;
    if (size < headBytes) continue;
    yield Buffer.concat(head);
    head = undefined;
  }
  if (head && size > 0) yield Buffer.concat(head);
}

async function* followedBy(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

async function* asUtf8(
  pieces: AsyncIterable<Uint8Array>,
  encoding: "utf-16le" | "utf-16be",
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding);
  const encoder = new TextEncoder();
  for await (const piece of pieces) yield encoder.encode(decoder.decode(piece, { stream: true }));
  yield encoder.encode(decoder.decode());
}

async function* unpacked(
  pieces: AsyncIterable<Uint8Array>,
  format: "gzip" | "zstd",
  name: string,
): AsyncGenerator<Uint8Array> {
  try {
    yield* unpackPieces(pieces, format);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError("cannot-read", `Cannot read "${name}": ${reasonOf(error)}`, { cause: error });
  }
}

async function whole(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece.slice());
  return Buffer.concat(all);
}

async function readArchive(
  bytes: Uint8Array,
  name: string,
  open: (name?: string) => LogSink,
): Promise<number> {
  try {
    const members = readZip(bytes).filter(({ path }) => path.endsWith(".txt") || path.endsWith(".log"));
    // GitHub packs each job twice: whole at the top, and step by step in a folder.
    const jobs = members.filter(({ path }) => !path.includes("/"));
    const logs = jobs.length > 0 ? jobs : members;
    for (const log of logs) {
      const sink = open(log.path);
      for await (const piece of contentOf(log)) sink.push(piece);
      sink.end();
    }
    if (logs.length > 0) return logs.length;
  } catch (error) {
    throw new UserError("cannot-read", `Cannot read "${name}": ${reasonOf(error)}`, { cause: error });
  }
  throw cannotRead(name, "no .txt or .log file is in this archive");
}

/** A large log goes through piece by piece; what it throws completes "Cannot read FILE: …". */
async function* contentOf({ sizeBytes, open, packed }: ArchiveMember): AsyncGenerator<Uint8Array> {
  if (!packed || sizeBytes <= largeLog) {
    yield open();
    return;
  }
  const { bytes, isDeflated, checksum } = packed();
  const pieces = cut(bytes);
  let size = 0;
  let sum = 0;
  for await (const piece of isDeflated ? unpackPieces(pieces, "deflate") : pieces) {
    size += piece.length;
    if (size > sizeBytes) break;
    sum = crc32(piece, sum);
    yield piece;
  }
  if (size !== sizeBytes) throw new Error("a log in it is not as large as the zip says");
  if (sum !== checksum) throw new Error("the checksum of a log in it is wrong");
}

function* cut(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

function* filePieces(path: string, name: string): Iterable<Uint8Array> {
  let file: number | undefined;
  try {
    file = openSync(path, "r");
    const buffer = new Uint8Array(pieceBytes);
    for (let size = readSync(file, buffer); size > 0; size = readSync(file, buffer))
      yield buffer.subarray(0, size);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError("cannot-read", `Cannot read "${name}": ${reasonOf(error)}`, { cause: error });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function standardInput(terminal: Terminal, file: string | undefined): Iterable<Uint8Array> {
  if (file === undefined && terminal.isInputTty)
    throw new UserError("bad-option", "Cannot diagnose: no log was given", {
      hint: "breakwater diagnose ci.log, or pipe one in",
    });
  return stdinPieces();
}

function* stdinPieces(): Iterable<Uint8Array> {
  const buffer = new Uint8Array(pieceBytes);
  for (;;) {
    let size: number;
    try {
      size = readSync(0, buffer);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code === "EOF") return;
      // A pipe whose writer has nothing yet.
      if (code === "EAGAIN") {
        Bun.sleepSync(5);
        continue;
      }
      throw new UserError("cannot-read", `Cannot read standard input: ${reasonOf(error)}`, { cause: error });
    }
    if (size === 0) return;
    yield buffer.subarray(0, size);
  }
}
