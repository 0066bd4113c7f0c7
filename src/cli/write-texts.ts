/** Replaces files as a whole: a reader sees the old or the new content, never a part of it. */
import {
  chmodSync,
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { UserError } from "../finding/user-error.ts";

/** A file with what it holds now and what it shall hold. */
export interface TextChange {
  /** Relative to the folder. */
  readonly file: string;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/** Writes all changes or, when one file is not as it was read, none. Throws a UserError with the first reason. */
export function writeTexts(folder: string, changes: readonly TextChange[]): void {
  for (const { file, before } of changes) {
    const path = join(folder, file);
    if (lstatSync(path).isSymbolicLink()) throw cannot(file, "it is a symbolic link");
    if (!readFileSync(path).equals(before)) throw cannot(file, "it was changed while fixes were planned");
  }
  for (const { file, after } of changes) replace(join(folder, file), file, after);
}

function replace(path: string, file: string, content: Uint8Array): void {
  const temporary = join(dirname(path), `.breakwater-${process.pid}.tmp`);
  try {
    const { mode } = lstatSync(path);
    const handle = openSync(temporary, "wx", mode & 0o777);
    try {
      for (let at = 0; at < content.length; ) at += writeSync(handle, content, at);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    // What the umask took away at creation.
    chmodSync(temporary, mode & 0o7777);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw cannot(file, error instanceof Error ? error.message : String(error), error);
  }
}

function cannot(file: string, reason: string, cause?: unknown): UserError {
  return new UserError("cannot-write", `Cannot write "${file}": ${reason}`, { cause });
}
