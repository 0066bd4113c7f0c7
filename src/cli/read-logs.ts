/** Gets the bytes of a log: a file, standard input, gzip, UTF-16, or the archive of a GitHub run. */
import { closeSync, openSync, readSync } from "node:fs";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { UserError } from "../finding/user-error.ts";
import { readZip } from "../workspace/tree/read-zip.ts";
import { reasonOf } from "./reason-of.ts";
import type { Terminal } from "./terminal.ts";

/** Where the bytes of one log go. */
export interface LogSink {
  push(bytes: Uint8Array): void;
  end(): void;
}

const pieceBytes = 1 << 20;

/** Reads `file` into sinks that `open` gives, one for each log in it; answers how many logs were read. */
export async function readLogs(
  file: string | undefined,
  terminal: Terminal,
  open: (name?: string) => LogSink,
): Promise<number> {
  const name = file ?? "-";
  if (name === "-") return readPieces(standardInput(terminal, file), name, open);
  return readPieces(filePieces(resolve(terminal.folder, name), name), name, open);
}

async function readPieces(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  name: string,
  open: (name?: string) => LogSink,
): Promise<number> {
  let sink: LogSink | undefined;
  let utf16: TextDecoder | undefined;
  const encoder = new TextEncoder();
  const whole: Uint8Array[] = [];
  for await (const piece of pieces) {
    if (whole.length === 0 && sink === undefined) {
      if (isArchive(piece)) {
        whole.push(piece.slice());
        continue;
      }
      utf16 = utf16Decoder(piece);
      sink = open();
    }
    if (sink === undefined) whole.push(piece.slice());
    else sink.push(utf16 ? encoder.encode(utf16.decode(piece, { stream: true })) : piece);
  }
  if (whole.length > 0) return readArchive(Buffer.concat(whole), name, open);
  sink?.end();
  return sink ? 1 : 0;
}

function isArchive(bytes: Uint8Array): boolean {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
  return isZip || (bytes[0] === 0x1f && bytes[1] === 0x8b);
}

/** PowerShell writes UTF-16 when output is redirected. */
function utf16Decoder(bytes: Uint8Array): TextDecoder | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le");
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be");
  return undefined;
}

function readArchive(bytes: Uint8Array, name: string, open: (name?: string) => LogSink): number {
  try {
    if (bytes[0] === 0x1f) {
      const sink = open();
      sink.push(gunzipSync(bytes));
      sink.end();
      return 1;
    }
    const members = readZip(bytes).filter(({ path }) => path.endsWith(".txt") || path.endsWith(".log"));
    // GitHub packs each job twice: whole at the top, and step by step in a folder.
    const jobs = members.filter(({ path }) => !path.includes("/"));
    const logs = jobs.length > 0 ? jobs : members;
    for (const { path, open: unpack } of logs) {
      const sink = open(path);
      sink.push(unpack());
      sink.end();
    }
    if (logs.length > 0) return logs.length;
  } catch (error) {
    throw new UserError("cannot-read", `Cannot read "${name}": ${reasonOf(error)}`, { cause: error });
  }
  throw new UserError("cannot-read", `Cannot read "${name}": no .txt or .log file is in this archive`);
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
