import { closeSync, constants, fstatSync, openSync, readdirSync, readSync } from "node:fs";
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

/** Reads files into one buffer: their bytes are good until the next read. */
export type FileReader = (path: string) => Uint8Array | { readonly reason: string };

/** A reader with a buffer of its own. Links are followed when `isLinkFollowed`. */
export function createFileReader({ isLinkFollowed = false } = {}): FileReader {
  // A pipe that took the file's place since it was listed may not be waited for, nor a link followed.
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | (isLinkFollowed ? 0 : constants.O_NOFOLLOW);
  let buffer = new Uint8Array(1024 * 1024);
  return (path) => {
    let file: number | undefined;
    try {
      file = openSync(path, flags);
      for (let length = 0; ; ) {
        const count = readSync(file, buffer, length, buffer.length - length, length);
        length += count;
        // A short read of a regular file is its end.
        if (count === 0 || length < buffer.length) return buffer.subarray(0, length);
        const room = Math.max(fstatSync(file).size, length) + 1;
        if (room > mostBytes) return { reason: "it is larger than 512 MiB" };
        const larger = new Uint8Array(room);
        larger.set(buffer);
        buffer = larger;
      }
    } catch (error) {
      return { reason: reasonOf(error) };
    } finally {
      if (file !== undefined) closeSync(file);
    }
  };
}

const readShared = createFileReader();

/** Files of a folder; all folders share one buffer. */
export function openFolderFiles(folder: string, files: readonly FolderFile[]): FolderFiles {
  return { files, read: (name) => readShared(`${folder}/${name}`) };
}
