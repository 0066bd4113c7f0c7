import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import type { FolderFile, FolderFiles } from "../../integrity/module-content.ts";
import { reasonOf } from "../reason-of.ts";

/** The files below a folder on disk, with the folders that cannot be listed. Links are not followed. */
export function listFolderFiles(folder: string): readonly FolderFile[] {
  const files: FolderFile[] = [];
  enterFolder(folder, "", files);
  return files;
}

function enterFolder(folder: string, inside: string, files: FolderFile[]): void {
  const place = inside === "" ? folder : `${folder}/${inside}`;
  let entries: ReturnType<typeof listEntries>;
  try {
    entries = listEntries(place);
  } catch (error) {
    files.push({ name: inside, isRegular: false, reason: reasonOf(error) });
    return;
  }
  for (const entry of entries) {
    const name = inside === "" ? entry.name : `${inside}/${entry.name}`;
    if (entry.isDirectory()) enterFolder(folder, name, files);
    else if (entry.isSymbolicLink() && isFolder(`${folder}/${name}`))
      files.push({ name, isRegular: false, isFolderLink: true });
    else files.push({ name, isRegular: entry.isFile() });
  }
}

function listEntries(place: string) {
  return readdirSync(place, { withFileTypes: true });
}

function isFolder(place: string): boolean {
  try {
    return statSync(place).isDirectory();
  } catch {
    return false;
  }
}

/** Larger files are in no module. */
const mostModuleBytes = 512 * 1024 * 1024;

/** Reads files into one buffer: their bytes are good until the next read. */
export type FileReader = (path: string) => Uint8Array | { readonly reason: string };

/** A reader with a buffer of its own. Links are followed when `isLinkFollowed`. */
export function createFileReader({
  isLinkFollowed = false,
  mostBytes = mostModuleBytes,
}: {
  readonly isLinkFollowed?: boolean;
  readonly mostBytes?: number;
} = {}): FileReader {
  // A pipe that took the file's place since it was listed may not be waited for, nor a link followed.
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | (isLinkFollowed ? 0 : constants.O_NOFOLLOW);
  let buffer = new Uint8Array(Math.min(1024 * 1024, mostBytes + 1));
  return (path) => {
    let file: number | undefined;
    try {
      file = openSync(path, flags);
      const status = fstatSync(file);
      if (!status.isFile()) return { reason: "it is no regular file" };
      if (status.size > mostBytes) return { reason: `it is larger than ${sizeName(mostBytes)}` };
      for (let length = 0; ; ) {
        const count = readSync(file, buffer, length, buffer.length - length, length);
        length += count;
        // A short read of a regular file is its end.
        if (count === 0 || length < buffer.length) return buffer.subarray(0, length);
        const room = Math.max(fstatSync(file).size, length) + 1;
        if (room - 1 > mostBytes) return { reason: `it is larger than ${sizeName(mostBytes)}` };
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

function sizeName(bytes: number): string {
  return bytes >= 1024 * 1024 ? `${bytes / 1024 / 1024} MiB` : `${bytes / 1024} KiB`;
}

const readShared = createFileReader();

/** Files of a folder; all folders share one buffer. */
export function openFolderFiles(folder: string, files: readonly FolderFile[]): FolderFiles {
  return { files, read: (name) => readShared(`${folder}/${name}`) };
}
