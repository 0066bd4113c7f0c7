/**
 * The shape of a log's tree and the hashes of its prefixes (RFC 6962 §2.1, https://pkg.go.dev/golang.org/x/mod/sumdb/tlog#TreeHash).
 * A node stands above 2^level records, from index × 2^level on. Sizes pass 2^31, so arithmetic replaces shifts.
 */
import { emptyTreeHash, nodeHash, type TreeHash } from "./hash.ts";

/** A complete subtree. */
export interface TreeNode {
  readonly level: number;
  readonly index: number;
}

/** Hashes of nodes, in the order in which they were asked for. */
export type ReadNodes = (nodes: readonly TreeNode[]) => readonly TreeHash[];

/** The largest power of two below a number above 1: where a tree of that size splits. */
export function splitOf(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

/** The largest complete subtrees that together cover the records from `start` up to `end`, left to right. */
export function subtreesOf(start: number, end: number): TreeNode[] {
  const nodes: TreeNode[] = [];
  for (let at = start; at < end; ) {
    let level = 0;
    let width = 1;
    while (width * 2 <= end - at && at % (width * 2) === 0) {
      width *= 2;
      level++;
    }
    nodes.push({ level, index: at / width });
    at += width;
  }
  return nodes;
}

/** The hash above neighbouring subtrees, the last of which are the smallest. */
export function foldSubtrees(hashes: readonly TreeHash[]): TreeHash {
  return hashes.length === 0 ? emptyTreeHash : hashes.reduceRight((right, left) => nodeHash(left, right));
}

/** The root that the tree had when it had `size` records. */
export function prefixHash(size: number, readNodes: ReadNodes): TreeHash {
  return foldSubtrees(readNodes(subtreesOf(0, size)));
}
