/** Every leaf of every tree up to 100 records, with every hash of every tile changed: none passes unseen. */
import { expect, test } from "bun:test";
import { createRecordTree, createTreeSource } from "./_record-tree.ts";
import { readTree, type TileSource } from "./checked-tree.ts";
import { hashSize } from "./hash.ts";
import { type HashTile, tilePath } from "./tile.ts";

const tree = createRecordTree(Array.from({ length: 100 }, (_, at) => `leaf ${at}`));

test("no hash of any tile can be changed unseen", async () => {
  let count = 0;
  for (const height of [1, 2, 3]) {
    for (let size = 1; size <= 100; size++) {
      const head = tree.headAt(size);
      for (let index = 0; index < size; index++) {
        const leaf = { level: 0, index };
        for (const target of await tilesRead(size, index, height)) {
          for (let entry = 0; entry < target.width; entry++) {
            const change = (bytes: Uint8Array, tile: HashTile): Uint8Array =>
              tilePath(tile) === tilePath(target) ? clear(bytes, entry) : bytes;
            const read = await readTree(head, [leaf], createTreeSource(tree, { height, change }));
            if (read.kind !== "bad-tile") throw new Error(`${size} ${index} ${tilePath(target)} ${entry}`);
            count++;
          }
        }
      }
    }
  }
  console.log(`checked tree: ${count} changed hashes`);
  expect(count).toBeGreaterThan(100_000);
}, 3_600_000);

/** The tiles that are read for a leaf. */
async function tilesRead(size: number, index: number, height: number): Promise<HashTile[]> {
  const tiles: HashTile[] = [];
  const honest = createTreeSource(tree, { height });
  const source: TileSource = {
    height,
    load: (tile, isFresh) => {
      tiles.push(tile);
      return honest.load(tile, isFresh);
    },
  };
  await readTree(tree.headAt(size), [{ level: 0, index }], source);
  return tiles;
}

function clear(bytes: Uint8Array, entry: number): Uint8Array {
  return bytes.slice().fill(0, entry * hashSize, (entry + 1) * hashSize);
}
