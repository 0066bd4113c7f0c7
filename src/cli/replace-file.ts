import {
  chmodSync,
  closeSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { UserError } from "../finding/user-error.ts";
import { reasonOf } from "./reason-of.ts";

/**
 * Writes a whole file: a reader, a full disk or a kill sees the old content or the new, never a part of it. A link is
 * followed, and what is no regular file (`/dev/stdout`, a pipe) is written to. Throws a UserError.
 */
export function replaceFile(path: string, content: string | Uint8Array, shown = path): void {
  let temporary: string | undefined;
  try {
    const before = statOf(path);
    if (before && !before.isFile()) {
      writeFileSync(path, content);
      return;
    }
    const target = before ? realpathSync(path) : path;
    temporary = join(dirname(target), `.breakwater-${process.pid}.tmp`);
    // Left by a run that was killed and had this process's number, as runs in containers often have.
    rmSync(temporary, { force: true });
    writeWhole(temporary, content, before);
    renameSync(temporary, target);
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { force: true });
    throw new UserError("cannot-write", `Cannot write "${shown}": ${reasonOf(error)}`, { cause: error });
  }
}

function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

function writeWhole(path: string, content: string | Uint8Array, before: Stats | undefined): void {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const handle = openSync(path, "wx", 0o666);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  if (before) chmodSync(path, before.mode & 0o7777);
}
