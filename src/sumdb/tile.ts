/**
 * Tiles: blocks of hashes in which a log serves its tree, and their paths `tile/8/L/K[.p/W]`
 * (https://pkg.go.dev/golang.org/x/mod/sumdb/tlog#Tile). A tile at level L holds `width` neighbouring nodes of
 * the tree's level height × L; what stands above them follows from them. Data tiles hold records and are never needed.
 */
import { areHashesEqual, hashSize, nodeHash, type TreeHash } from "./hash.ts";
import type { TreeNode } from "./tree.ts";

/** Which hashes a tile holds. */
export interface Tile {
  /** 1 to 30; the checksum database serves 8. */
  readonly height: number;
  /** 0 to 63; `data` for a tile of records. */
  readonly level: number | "data";
  /** Counts from 0 within the level. */
  readonly index: number;
  /** How many hashes: 2^height, or fewer at the right edge of the tree. */
  readonly width: number;
}

/** A tile of hashes. */
export interface HashTile extends Tile {
  readonly level: number;
}

/** How many hashes a complete tile has. */
export function fullWidth(height: number): number {
  return 2 ** height;
}

/** The path of a tile below the log's address. */
export function tilePath({ height, level, index, width }: Tile): string {
  let rest = Math.floor(index / 1000);
  let path = digits(index % 1000);
  for (; rest > 0; rest = Math.floor(rest / 1000)) path = `x${digits(rest % 1000)}/${path}`;
  const part = width === fullWidth(height) ? "" : `.p/${width}`;
  return `tile/${height}/${level}/${path}${part}`;
}

/** The tile of a path; undefined when the path is not exactly what `tilePath` writes. */
export function parseTilePath(path: string): Tile | undefined {
  const match = /^tile\/(\d{1,2})\/(data|\d{1,2})\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/(\d{1,10}))?$/.exec(path);
  if (!match) return undefined;
  const [, heightText, levelText = "", indexText = "", widthText] = match;
  const height = Number(heightText);
  if (height < 1 || height > 30) return undefined;
  const level: Tile["level"] = levelText === "data" ? levelText : Number(levelText);
  const index = Number(indexText.replace(/[x/]/g, ""));
  const width = widthText === undefined ? fullWidth(height) : Number(widthText);
  if ((level !== "data" && level > 63) || !Number.isSafeInteger(index)) return undefined;
  if (width < 1 || width > fullWidth(height)) return undefined;
  const tile = { height, level, index, width };
  return tilePath(tile) === path ? tile : undefined;
}

/** The tile that has a node, as wide as a tree of `size` records lets it be; undefined for a node outside of that tree. */
export function tileOf(
  node: TreeNode,
  { height, size }: { height: number; size: number },
): HashTile | undefined {
  if ((node.index + 1) * 2 ** node.level > size) return undefined;
  const level = Math.floor(node.level / height);
  const first = node.index * 2 ** (node.level - level * height);
  return tileAt({ height, level, index: Math.floor(first / fullWidth(height)) }, size);
}

/** The tile whose entries are the roots of tiles like this one; undefined above the top. */
export function parentOf(tile: HashTile, size: number): HashTile | undefined {
  const { height, level, index } = tile;
  return tileAt({ height, level: level + 1, index: Math.floor(index / fullWidth(height)) }, size);
}

/** All hashes of a tile, end to end: its own in row 0, those above them in the next rows, as far as complete. */
export type TileRows = readonly Uint8Array[];

/** Works out the rows of a tile's bytes. */
export function tileRows(bytes: Uint8Array): TileRows {
  const rows = [bytes];
  for (let row = bytes; row.length > hashSize; ) {
    const above = new Uint8Array(Math.floor(row.length / (2 * hashSize)) * hashSize);
    for (let at = 0; at < above.length; at += hashSize) {
      const middle = 2 * at + hashSize;
      above.set(nodeHash(row.subarray(2 * at, middle), row.subarray(middle, middle + hashSize)), at);
    }
    rows.push(above);
    row = above;
  }
  return rows;
}

/** The hash of a node that the tile has; undefined when it has not. */
export function nodeInTile(node: TreeNode, tile: HashTile, rows: TileRows): TreeHash | undefined {
  const level = node.level - tile.level * tile.height;
  const row = level < tile.height ? rows[level] : undefined;
  const at = (node.index - tile.index * 2 ** (tile.height - level)) * hashSize;
  return row && at >= 0 && at + hashSize <= row.length ? row.subarray(at, at + hashSize) : undefined;
}

/** Whether a complete tile is the one of which its parent holds the root. */
export function isChildOf(
  child: { tile: HashTile; rows: TileRows },
  parent: { tile: HashTile; rows: TileRows },
): boolean {
  const { height, level, index } = child.tile;
  const root = child.rows[height];
  const wanted = nodeInTile({ level: (level + 1) * height, index }, parent.tile, parent.rows);
  return root?.length === hashSize && wanted !== undefined && areHashesEqual(root, wanted);
}

function tileAt(place: Pick<HashTile, "height" | "level" | "index">, size: number): HashTile | undefined {
  const full = fullWidth(place.height);
  const nodes = Math.floor(size / 2 ** (place.level * place.height));
  const width = Math.min(full, nodes - place.index * full);
  return width > 0 ? { ...place, width } : undefined;
}

function digits(number: number): string {
  return String(number).padStart(3, "0");
}
