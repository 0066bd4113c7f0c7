/**
 * Tiles from memory, the cache or the log, in this order. Requests at the same time share one fetch. A tile is remembered
 * without its width, since a wider one begins with every narrower one; a partial tile that the log no longer has is cut
 * from the full one (https://pkg.go.dev/golang.org/x/mod/sumdb#Client). Only what was checked is written to the cache.
 */
import type { CheckedTile, LoadedTile, TileSource } from "./checked-tree.ts";
import { hashSize } from "./hash.ts";
import type { LogAnswer, LogCache, LogReader } from "./log-reader.ts";
import { reasonOfStatus } from "./reason-of-status.ts";
import { createRecent } from "./recent.ts";
import { fullWidth, type HashTile, tilePath, tileRows } from "./tile.ts";
import type { UnknownReason } from "./unknown-reason.ts";

/** Tiles with a memory. */
export interface CachedTiles extends TileSource {
  /** Writes tiles that were checked against a trusted head to the cache. */
  keep(tiles: readonly CheckedTile[]): Promise<void>;
}

/** How many tiles stay in memory: about 17 KB each with the hashes above them. */
const tilesInMemory = 1_024;

interface Remembered {
  readonly width: number;
  readonly loaded: Promise<LoadedTile>;
}

/** Makes a source for the tiles of one log. */
export function createTileSource(parts: {
  log: string;
  reader: LogReader;
  cache: LogCache;
  height: number;
}): CachedTiles {
  const { log, reader, cache, height } = parts;
  const memory = createRecent<Remembered>(tilesInMemory);
  const widthInCache = createRecent<number>(tilesInMemory * 4);

  function load(tile: HashTile, isFresh: boolean): Promise<LoadedTile> {
    const key = tilePath({ ...tile, width: fullWidth(height) });
    const known = memory.get(key);
    if (known && known.width >= tile.width && !isFresh)
      return known.loaded.then((loaded) => cut(loaded, tile));
    // What the cache held has failed a check, so it is to be written again.
    if (isFresh) widthInCache.delete(key);
    const loaded = isFresh ? fetchTile(tile) : readTile(tile, key);
    const remembered = { width: tile.width, loaded };
    memory.set(key, remembered);
    void loaded.then((one) => {
      if (one.kind !== "loaded" && memory.get(key) === remembered) memory.delete(key);
    });
    return loaded;
  }

  async function readTile(tile: HashTile, key: string): Promise<LoadedTile> {
    const cached = await cache.read(`${log}/${key}`, tile.width * hashSize);
    if (!cached || cached.length < tile.width * hashSize || cached.length % hashSize !== 0)
      return fetchTile(tile);
    widthInCache.set(key, cached.length / hashSize);
    return loadedTile(tile, cached);
  }

  async function fetchTile(tile: HashTile): Promise<LoadedTile> {
    const full = { ...tile, width: fullWidth(height) };
    const first = await reader(tilePath(tile));
    const isPartial = tile.width !== full.width;
    const isMissing = first.kind === "answered" && first.status !== 200;
    const answer = isPartial && isMissing ? await reader(tilePath(full)) : first;
    const asked = answer === first ? tile : full;
    // What is said of the tile that was asked for counts: nobody promised the full one.
    const status = answer.kind === "answered" && answer.status === 200 ? answer : first;
    if (status.kind === "unreachable")
      return { kind: "unavailable", reason: { kind: "unreachable", text: status.reason } };
    if (status.status !== 200) return { kind: "unavailable", reason: missingTile(status, tile) };
    if (status.bytes.length !== asked.width * hashSize) return { kind: "misfit", tile, bytes: status.bytes };
    return loadedTile(tile, status.bytes);
  }

  async function keep(tiles: readonly CheckedTile[]): Promise<void> {
    const writes = tiles.flatMap(({ tile, bytes }) => {
      const key = tilePath({ ...tile, width: fullWidth(height) });
      if ((widthInCache.get(key) ?? 0) >= tile.width) return [];
      widthInCache.set(key, tile.width);
      return [cache.write(`${log}/${key}`, bytes)];
    });
    await Promise.all(writes);
  }

  return { height, load, keep };
}

/** A missing tile says nothing of the module that was asked for, unlike a missing record. */
function missingTile(answer: LogAnswer & { kind: "answered" }, tile: HashTile): UnknownReason {
  return { kind: "refused", text: reasonOfStatus(answer, tilePath(tile)).text };
}

/** A tile of exactly its width, cut from bytes that may have more. */
function loadedTile(tile: HashTile, bytes: Uint8Array): LoadedTile {
  const own = bytes.length === tile.width * hashSize ? bytes : bytes.slice(0, tile.width * hashSize);
  return { kind: "loaded", tile, bytes: own, rows: tileRows(own) };
}

function cut(loaded: LoadedTile, tile: HashTile): LoadedTile {
  if (loaded.kind !== "loaded" || loaded.tile.width === tile.width) return loaded;
  const bytes = loaded.bytes.subarray(0, tile.width * hashSize);
  // Rows of more hashes begin with the rows of fewer ones, and nobody asks for a node outside of the tree.
  return { kind: "loaded", tile, bytes, rows: loaded.rows };
}
