/**
 * Tiles and answers of checksum logs as files, laid out as in go's own module cache below `cache/download/sumdb`, which
 * is read, too: what go has fetched need not be fetched again, and works offline. All of it is checked when it is used.
 */
import { promises } from "node:fs";
import { dirname, join } from "node:path";
import type { LogCache } from "../sumdb/log-reader.ts";
import { fileNameOf } from "./log-folder.ts";

/** Makes a cache in a folder; `goFolder` is `GOMODCACHE/cache/download/sumdb` and is only read. */
export function createLogFileCache(folder: string, goFolder?: string): LogCache {
  return {
    async read(name, leastBytes = 1) {
      const own = await readWhole(join(folder, ...name.split("/").map(fileNameOf)));
      if (goFolder === undefined || (own && own.length >= leastBytes)) return own;
      const path = join(goFolder, ...name.split("/").map(fileNameOf));
      return (await readWhole(path)) ?? (name.includes("/tile/") ? readWidest(`${path}.p`) : undefined);
    },
    async write(name, bytes) {
      const path = join(folder, ...name.split("/").map(fileNameOf));
      const temporary = `${path}.${crypto.randomUUID()}.tmp`;
      try {
        await promises.mkdir(dirname(path), { recursive: true });
        await promises.writeFile(temporary, bytes, { flag: "wx" });
        await promises.rename(temporary, path);
      } catch {
        // Without a cache all works, only slower; where nothing can be written is said by the timeline.
        await promises.rm(temporary, { force: true }).catch(() => undefined);
      }
    },
  };
}

/** A file's bytes; an empty one is what a process left that was killed while it wrote. */
async function readWhole(path: string): Promise<Uint8Array | undefined> {
  const bytes = await promises.readFile(path).catch(() => undefined);
  return bytes && bytes.length > 0 ? new Uint8Array(bytes) : undefined;
}

/** Go keeps partial tiles under their width: the widest one begins with all others. */
async function readWidest(folder: string): Promise<Uint8Array | undefined> {
  const names = await promises.readdir(folder).catch(() => []);
  const widest = Math.max(0, ...names.filter((name) => /^\d{1,3}$/.test(name)).map(Number));
  return widest === 0 ? undefined : readWhole(join(folder, String(widest)));
}
