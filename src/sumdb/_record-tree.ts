/** A whole log in memory, for tests: every hash of the tree of some records. */
import type { LoadedTile, TileSource } from "./checked-tree.ts";
import { nodeHash, recordHash, type TreeHash } from "./hash.ts";
import { fullWidth, type HashTile, tileRows } from "./tile.ts";
import { prefixHash, type ReadNodes } from "./tree.ts";
import type { TreeHead } from "./tree-head.ts";

export interface RecordTree {
  readonly readNodes: ReadNodes;
  /** The head when the log had so many records. */
  headAt(size: number): TreeHead;
  tileBytes(tile: HashTile): Uint8Array;
  /** All tiles of a tree of so many records. */
  tilesAt(size: number, height: number): HashTile[];
}

export function createRecordTree(records: readonly string[]): RecordTree {
  const levels: TreeHash[][] = [records.map((text) => recordHash(new TextEncoder().encode(text)))];
  for (let row = levels[0] ?? []; row.length > 1; ) {
    const below = row;
    row = Array.from({ length: Math.floor(below.length / 2) }, (_, at) =>
      nodeHash(below[2 * at] ?? new Uint8Array(), below[2 * at + 1] ?? new Uint8Array()),
    );
    levels.push(row);
  }
  const readNodes: ReadNodes = (nodes) =>
    nodes.map(({ level, index }) => {
      const hash = levels[level]?.[index];
      if (!hash) throw new RangeError(`No node ${level}/${index}`);
      return hash;
    });
  return {
    readNodes,
    headAt: (size) => ({ size, hash: prefixHash(size, readNodes) }),
    tileBytes: ({ height, level, index, width }) => {
      const first = index * fullWidth(height);
      const nodes = Array.from({ length: width }, (_, at) => ({ level: level * height, index: first + at }));
      return new Uint8Array(Buffer.concat(readNodes(nodes)));
    },
    tilesAt(size, height) {
      const tiles: HashTile[] = [];
      const full = fullWidth(height);
      for (let level = 0, nodes = size; nodes > 0; level++, nodes = Math.floor(nodes / full)) {
        for (let index = 0; index * full < nodes; index++)
          tiles.push({ height, level, index, width: Math.min(full, nodes - index * full) });
      }
      return tiles;
    },
  };
}

/** A source that serves a tree's tiles, after `change` had its way with their bytes. */
export function createTreeSource(
  tree: RecordTree,
  {
    height,
    change = (bytes) => bytes,
  }: { height: number; change?: (bytes: Uint8Array, tile: HashTile) => Uint8Array },
): TileSource {
  return {
    height,
    load: async (tile): Promise<LoadedTile> => {
      const bytes = change(tree.tileBytes(tile), tile);
      return { kind: "loaded", tile, bytes, rows: tileRows(bytes) };
    },
  };
}
