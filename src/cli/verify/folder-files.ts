import { closeSync, constants, openSync, readdirSync, readSync } from "node:fs";
import type { FolderFile, FolderFiles } from "../../integrity/module-content.ts";
import { reasonOf } from "../reason-of.ts";

/** The files below a folder on disk; folders that cannot be listed throw. Links are not followed. */
export function listFolderFiles(folder: string): readonly FolderFile[] {
  const files: FolderFile[] = [];
  enterFolder(folder, "", files);
  return files;
}

function enterFolder(folder: string, prefix: string, files: FolderFile[]): void {
  for (const entry of readdirSync(prefix === "" ? folder : `${folder}/${prefix}`, { withFileTypes: true })) {
    const name = `${prefix}${entry.name}`;
    if (entry.isDirectory()) enterFolder(folder, `${name}/`, files);
    else files.push({ name, isRegular: entry.isFile() });
  }
}

/** Larger files are in no module. */
const mostBytes = 512 * 1024 * 1024;
let shared = new Uint8Array(1024 * 1024);

/** Files of a folder whose bytes are read into one buffer: they are good until the next read. */
export function openFolderFiles(folder: string, files: readonly FolderFile[]): FolderFiles {
  return { files, read: (name) => readInto(`${folder}/${name}`) };
}

function readInto(path: string): Uint8Array | { readonly reason: string } {
  let file: number | undefined;
  try {
    // Neither a link nor a pipe that took the file's place since it was listed may be followed or waited for.
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    for (let length = 0; ; ) {
      const count = readSync(file, shared, length, shared.length - length, length);
      length += count;
      if (count === 0 || length < shared.length) {
        // A short read of a regular file is its end.
        return shared.subarray(0, length);
      }
      if (shared.length >= mostBytes) return { reason: "it is larger than 512 MiB" };
      const larger = new Uint8Array(shared.length * 4);
      larger.set(shared);
      shared = larger;
    }
  } catch (error) {
    return { reason: reasonOf(error) };
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
