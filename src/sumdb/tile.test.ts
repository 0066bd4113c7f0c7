import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { createRecordTree } from "./_record-tree.ts";
import { nodeInTile, parentOf, parseTilePath, type Tile, tileOf, tilePath, tileRows } from "./tile.ts";

describe("paths of tiles", () => {
  test("a tile is written and read back", () => {
    const tiles = fc.record({
      height: fc.integer({ min: 1, max: 30 }),
      level: fc.oneof(fc.integer({ min: 0, max: 63 }), fc.constant<"data">("data")),
      index: fc.oneof(fc.nat(2_000), fc.maxSafeNat()),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(tiles, ({ height, level, index, part }) => {
        const tile: Tile = { height, level, index, width: Math.max(1, Math.ceil(part * 2 ** height)) };
        expect(parseTilePath(tilePath(tile))).toEqual(tile);
      }),
    );
  });

  test.each([
    "",
    "tile",
    "tile/8/0",
    "tile/8/0/1",
    "tile/8/0/0001",
    "tile/8/0/x000/001",
    "tile/8/00/001",
    "tile/08/0/001",
    "tile/0/0/001",
    "tile/31/0/001",
    "tile/8/64/001",
    "tile/8/-1/001",
    "tile/8/0/001.p/0",
    "tile/8/0/001.p/256",
    "tile/8/0/001.p/07",
    "tile/8/0/001.p",
    "tile/8/0/x001/x002",
    "tile/8/0/001/",
    "/tile/8/0/001",
    "tile/8/0/001\n",
    "tile/8/0/x999/x999/x999/x999/x999/999",
  ])("%j is no path of a tile", (path) => expect(parseTilePath(path)).toBeUndefined());
});

describe("places in tiles", () => {
  test("every node of a tree is in its tile, whatever the height", () => {
    const size = 45;
    const tree = createRecordTree(Array.from({ length: size }, (_, at) => `${at}`));
    let count = 0;
    for (const height of [1, 2, 3, 8]) {
      for (let level = 0; 2 ** level <= size; level++) {
        for (let index = 0; (index + 1) * 2 ** level <= size; index++) {
          const node = { level, index };
          const tile = tileOf(node, { height, size });
          if (!tile) throw new Error(`No tile for ${level}/${index}`);
          const found = nodeInTile(node, tile, tileRows(tree.tileBytes(tile)));
          expect(found && Buffer.from(found)).toEqual(Buffer.from(tree.readNodes([node])[0] ?? []));
          count++;
        }
      }
    }
    expect(count).toBe(4 * (45 + 22 + 11 + 5 + 2 + 1));
  });

  test("a node outside of the tree has no tile, and the top tile no parent", () => {
    expect(tileOf({ level: 0, index: 45 }, { height: 8, size: 45 })).toBeUndefined();
    const top = tileOf({ level: 0, index: 3 }, { height: 8, size: 45 });
    expect(top).toEqual({ height: 8, level: 0, index: 0, width: 45 });
    expect(top && parentOf(top, 45)).toBeUndefined();
  });

  test("the tiles of a log of today are found without shifts", () => {
    const size = 71_848_828;
    const tile = tileOf({ level: 0, index: size - 1 }, { height: 8, size });
    expect(tile && tilePath(tile)).toBe("tile/8/0/x280/659.p/124");
    const huge = tileOf({ level: 0, index: 2 ** 45 }, { height: 8, size: 2 ** 45 + 1 });
    expect(huge && tilePath(huge)).toBe("tile/8/0/x137/x438/x953/472.p/1");
  });
});
