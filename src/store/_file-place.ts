import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { StorePlace } from "./_store-place.ts";
import { openFileStore } from "./open-file-store.ts";

/** A place that is a folder. */
export function createFilePlace(parent = tmpdir()): StorePlace & { readonly folder: string } {
  const folder = mkdtempSync(join(parent, "store-"));
  return {
    folder,
    open: (now = Date.now) => openFileStore({ folder, now }),
    async cut(key, how) {
      const parent = join(folder, dirname(key));
      const start = `${key.slice(key.lastIndexOf("/") + 1)}.`;
      const names = readdirSync(parent).filter(
        (name) => name.startsWith(start) && /^\d{8}$/.test(name.slice(start.length)),
      );
      damageFile(join(parent, names.sort().at(-1) ?? "none"), how);
    },
    async damageBlob(sha256, how) {
      damageFile(join(folder, "blobs", sha256.slice(0, 2), sha256), how);
    },
    async write(key, text) {
      writeFileSync(join(folder, key), text);
    },
    async remove() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function damageFile(path: string, how: "half" | "empty" | "bit" | "gone"): void {
  const bytes = readFileSync(path);
  if (how === "gone") {
    rmSync(path);
    return;
  }
  writeFileSync(path, damaged(bytes, how));
  // Long ago, so that nobody takes it for a file that is being written.
  utimesSync(path, new Date(), new Date(Date.now() - 60_000));
}

/** Bytes as a failing disk gives them back. */
export function damaged(bytes: Uint8Array, how: "half" | "empty" | "bit"): Uint8Array {
  if (how === "empty") return new Uint8Array(0);
  const copy = new Uint8Array(bytes);
  if (how === "half") return copy.subarray(0, copy.length / 2);
  const middle = copy.length >> 1;
  copy[middle] = (copy[middle] ?? 0) ^ 1;
  return copy;
}
