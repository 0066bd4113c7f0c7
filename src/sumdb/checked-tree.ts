/**
 * Reads hashes of a signed tree through tiles. Every tile is checked before any of its hashes is given away
 * (https://research.swtch.com/tlog#authenticating_tiles): those of the right edge must together give the signed root,
 * and every other one must be what its parent says. Which tiles are of the first kind is asked of a set of tiles and
 * never of a count of subtrees, because several subtrees can share one tile (CVE-2026-56865).
 */
import { areHashesEqual, type TreeHash } from "./hash.ts";
import { type HashTile, isChildOf, nodeInTile, parentOf, type TileRows, tileOf } from "./tile.ts";
import { foldSubtrees, type ReadNodes, subtreesOf, type TreeNode } from "./tree.ts";
import type { TreeHead } from "./tree-head.ts";
import type { UnknownReason } from "./unknown-reason.ts";

/** A tile's bytes, not checked. */
export type LoadedTile =
  | { readonly kind: "loaded"; readonly tile: HashTile; readonly bytes: Uint8Array; readonly rows: TileRows }
  /** An answer that is no tile of this width. */
  | { readonly kind: "misfit"; readonly tile: HashTile; readonly bytes: Uint8Array }
  | { readonly kind: "unavailable"; readonly reason: UnknownReason };

/** Brings tiles from wherever they lie. */
export interface TileSource {
  readonly height: number;
  /** With `isFresh` from the log itself: what was remembered has failed a check. */
  load(tile: HashTile, isFresh: boolean): Promise<LoadedTile>;
}

/** A tile that was checked against a tree head. */
export type CheckedTile = LoadedTile & { readonly kind: "loaded" };

/** What reading a tree gave. */
export type TreeRead =
  | {
      readonly kind: "read";
      /** Hashes of the nodes that were asked for, and of all others in the same tiles. */
      readonly readNodes: ReadNodes;
      readonly tiles: readonly CheckedTile[];
    }
  /** Tiles fresh from the log do not belong to this tree; for the right edge nobody can say which. */
  | { readonly kind: "bad-tile"; readonly tiles: readonly { tile: HashTile; bytes: Uint8Array }[] }
  | { readonly kind: "unavailable"; readonly reason: UnknownReason };

/** Reads nodes of the tree under a head; the tiles of its right edge are always read and checked. */
export async function readTree(
  head: TreeHead,
  nodes: readonly TreeNode[],
  source: TileSource,
): Promise<TreeRead> {
  const plan = planTiles(head, nodes, source.height);
  const fresh = new Set<string>();
  for (;;) {
    const read = await loadAndCheck({ head, plan, source, fresh });
    if (read.kind !== "bad-tile") return read;
    const remembered = read.tiles.filter(({ tile }) => !fresh.has(tileKey(tile)));
    // What was remembered may be damaged, or of a tree that was refused; only a log that insists is accused.
    if (remembered.length === 0) return read;
    for (const { tile } of remembered) fresh.add(tileKey(tile));
  }
}

interface Plan {
  /** Tiles of the right edge. */
  readonly edge: readonly HashTile[];
  /** All others, parents before children. */
  readonly inner: readonly HashTile[];
}

function planTiles({ size }: TreeHead, nodes: readonly TreeNode[], height: number): Plan {
  const planned = new Set<string>();
  const edge: HashTile[] = [];
  for (const node of subtreesOf(0, size)) {
    const tile = tileOf(node, { height, size });
    if (!tile || planned.has(tileKey(tile))) continue;
    planned.add(tileKey(tile));
    edge.push(tile);
  }
  const inner: HashTile[] = [];
  for (const node of nodes) {
    const chain: HashTile[] = [];
    let tile = tileOf(node, { height, size });
    if (!tile) throw new RangeError(`No node ${node.level}/${node.index} in a tree of ${size}`);
    for (; tile && !planned.has(tileKey(tile)); tile = parentOf(tile, size)) {
      planned.add(tileKey(tile));
      chain.push(tile);
    }
    inner.push(...chain.reverse());
  }
  return { edge, inner };
}

async function loadAndCheck(work: {
  head: TreeHead;
  plan: Plan;
  source: TileSource;
  fresh: ReadonlySet<string>;
}): Promise<TreeRead> {
  const { head, plan, source, fresh } = work;
  const loaded = await Promise.all(
    [...plan.edge, ...plan.inner].map((tile) => source.load(tile, fresh.has(tileKey(tile)))),
  );
  const tiles = new Map<string, CheckedTile>();
  for (const one of loaded) {
    if (one.kind === "unavailable") return one;
    if (one.kind === "misfit") return { kind: "bad-tile", tiles: [one] };
    tiles.set(tileKey(one.tile), one);
  }
  const readNodes: ReadNodes = (nodes) => nodes.map((node) => nodeOf(node, { head, source, tiles }));
  const edgeTiles = plan.edge.flatMap((tile) => tiles.get(tileKey(tile)) ?? []);
  const root = foldSubtrees(readNodes(subtreesOf(0, head.size)));
  if (!areHashesEqual(root, head.hash)) return { kind: "bad-tile", tiles: edgeTiles };
  for (const tile of plan.inner) {
    const child = tiles.get(tileKey(tile));
    const above = parentOf(tile, head.size);
    const parent = above && tiles.get(tileKey(above));
    if (!child || !parent || !isChildOf(child, parent))
      return { kind: "bad-tile", tiles: child ? [child] : [] };
  }
  return { kind: "read", readNodes, tiles: [...tiles.values()] };
}

function nodeOf(
  node: TreeNode,
  read: { head: TreeHead; source: TileSource; tiles: ReadonlyMap<string, CheckedTile> },
): TreeHash {
  const tile = tileOf(node, { height: read.source.height, size: read.head.size });
  const loaded = tile && read.tiles.get(tileKey(tile));
  const found = loaded && nodeInTile(node, loaded.tile, loaded.rows);
  if (!found) throw new RangeError(`Node ${node.level}/${node.index} was not read`);
  return found;
}

function tileKey({ level, index }: HashTile): string {
  return `${level}/${index}`;
}
