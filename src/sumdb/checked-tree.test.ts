import { describe, expect, test } from "bun:test";
import { createRecordTree, createTreeSource } from "./_record-tree.ts";
import { readTree, type TileSource } from "./checked-tree.ts";
import { hashSize } from "./hash.ts";
import { type HashTile, tilePath } from "./tile.ts";

const records = Array.from({ length: 100 }, (_, at) => `leaf ${at}`);
const tree = createRecordTree(records);

describe("reading a tree through tiles", () => {
  test("every leaf of every tree is read right", async () => {
    for (let size = 1; size <= records.length; size++) {
      const leaves = Array.from({ length: size }, (_, index) => ({ level: 0, index }));
      const read = await readTree(tree.headAt(size), leaves, createTreeSource(tree, { height: 2 }));
      if (read.kind !== "read") throw new Error(read.kind);
      expect(read.readNodes(leaves)).toEqual(tree.readNodes(leaves));
    }
  });

  // CVE-2026-56865: when two subtrees shared a tile, as many of the other tiles were taken unseen.
  test("no byte of any tile can be changed unseen, whichever leaf is read", async () => {
    let count = 0;
    for (const size of [1, 2, 3, 5, 7, 8, 15, 16, 21, 23, 37, 42, 63, 64, 65, 85, 100]) {
      const head = tree.headAt(size);
      for (const index of new Set(
        [0, 1, Math.floor(size / 2), size - 2, size - 1].filter((id) => id >= 0 && id < size),
      )) {
        const loaded = new Set<string>();
        const honest = createTreeSource(tree, {
          height: 2,
          change: (bytes, tile) => {
            loaded.add(tilePath(tile));
            return bytes;
          },
        });
        await readTree(head, [{ level: 0, index }], honest);
        for (const target of tree.tilesAt(size, 2).filter((tile) => loaded.has(tilePath(tile)))) {
          for (let entry = 0; entry < target.width; entry++) {
            const change = (bytes: Uint8Array, tile: HashTile): Uint8Array =>
              tilePath(tile) === tilePath(target)
                ? flipBit(bytes, entry * hashSize + (entry % hashSize))
                : bytes;
            const read = await readTree(
              head,
              [{ level: 0, index }],
              createTreeSource(tree, { height: 2, change }),
            );
            expect([size, index, tilePath(target), entry, read.kind]).toEqual([
              size,
              index,
              tilePath(target),
              entry,
              "bad-tile",
            ]);
            count++;
          }
        }
      }
    }
    expect(count).toBeGreaterThan(500);
  });

  test("a tile of another place of the same tree is refused", async () => {
    const change = (bytes: Uint8Array, { level, index }: HashTile): Uint8Array =>
      level === 0 && index === 3 ? tree.tileBytes({ height: 2, level: 0, index: 4, width: 4 }) : bytes;
    const source = createTreeSource(tree, { height: 2, change });
    const read = await readTree(tree.headAt(100), [{ level: 0, index: 13 }], source);
    expect(read.kind === "bad-tile" && read.tiles.map(({ tile }) => tilePath(tile))).toEqual([
      "tile/2/0/003",
    ]);
  });

  test("what was remembered wrongly is read anew before the log is accused", async () => {
    const honest = createTreeSource(tree, { height: 2 });
    const loads: string[] = [];
    const source: TileSource = {
      height: 2,
      async load(tile, isFresh) {
        loads.push(`${tilePath(tile)}${isFresh ? " fresh" : ""}`);
        const one = await honest.load(tile, isFresh);
        if (isFresh || one.kind !== "loaded" || tile.level > 1) return one;
        return createTreeSource(tree, { height: 2, change: (bytes) => flipBit(bytes, 0) }).load(tile, false);
      },
    };
    const read = await readTree(tree.headAt(64), [{ level: 0, index: 5 }], source);
    expect(read.kind).toBe("read");
    const fresh = new Set(loads.filter((load) => load.endsWith("fresh")));
    expect([...fresh].sort()).toEqual(["tile/2/0/001 fresh", "tile/2/1/000 fresh"]);
  });

  test("a tree without records needs no tiles and has one root", async () => {
    const source = createTreeSource(tree, { height: 8 });
    expect((await readTree(tree.headAt(0), [], source)).kind).toBe("read");
    const other = { size: 0, hash: tree.headAt(1).hash };
    expect((await readTree(other, [], source)).kind).toBe("bad-tile");
  });

  test("a node outside of the tree is a mistake of the caller", () => {
    const source = createTreeSource(tree, { height: 8 });
    expect(readTree(tree.headAt(5), [{ level: 0, index: 5 }], source)).rejects.toThrow(RangeError);
  });
});

function flipBit(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, index) => (index === at ? byte ^ 0x10 : byte));
}
