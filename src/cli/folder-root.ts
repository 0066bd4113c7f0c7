/** A folder as a root file system: links in it stay in it. */
import { lstatSync, readdirSync, readlinkSync, type Stats } from "node:fs";
import { join } from "node:path";
import type { BlobReader } from "../binary/blob-reader.ts";
import { memoryBlob } from "../binary/blob-reader.ts";
import type { RootEntry, RootView } from "../binary/root/root-view.ts";
import { type Walk, walkPath } from "../binary/root/walk-path.ts";
import { openFileBlob } from "./file-blob.ts";

/** The view of a program that is started there by chroot. */
export function folderRoot(folder: string): RootView {
  const statusOf = (path: string): Stats | undefined =>
    lstatSync(join(folder, path), { throwIfNoEntry: false });
  const walk = (path: string): Walk =>
    walkPath(path, (one) => {
      const status = statusAt(one, statusOf);
      if (!status) return undefined;
      if (status.isSymbolicLink()) return { kind: "link", target: readlinkSync(join(folder, one)) };
      return { kind: status.isDirectory() ? "folder" : "other" };
    });
  const entryAt = (at: string): RootEntry | undefined => {
    const status = statusAt(at, statusOf);
    if (!status) return undefined;
    return {
      path: at,
      kind: status.isFile() ? "file" : status.isDirectory() ? "folder" : "other",
      mode: status.mode & 0o7777,
      uid: status.uid,
      gid: status.gid,
      sizeBytes: status.size,
    };
  };
  const find = (path: string): RootEntry | undefined => {
    const at = walk(path).path;
    return at === undefined ? undefined : entryAt(at);
  };
  return {
    find,
    walk: (path) => {
      const { path: real, failure, searched } = walk(path);
      const entry = real === undefined ? undefined : entryAt(real);
      return { entry, failure, searched: searched.flatMap((one) => entryAt(one) ?? []) };
    },
    list: (path) => {
      const entry = find(path);
      return entry?.kind === "folder" ? readdirSync(join(folder, entry.path)) : [];
    },
    read: async (paths, maxBytes) => {
      const found = new Map<string, BlobReader>();
      for (const path of paths) {
        const entry = find(path);
        if (entry?.kind !== "file" || entry.sizeBytes > maxBytes) continue;
        found.set(path, readWhole(join(folder, entry.path)));
      }
      return found;
    },
  };
}

/** A name below a file is no name at all. */
function statusAt(path: string, statusOf: (path: string) => Stats | undefined): Stats | undefined {
  try {
    return statusOf(path);
  } catch {
    return undefined;
  }
}

function readWhole(path: string): BlobReader {
  const blob = openFileBlob(path);
  try {
    return memoryBlob(blob.read(0, blob.sizeBytes));
  } finally {
    blob.close();
  }
}
