/**
 * Proofs that a tree has a record, and that it has grown from an older tree (RFC 6962 §2.1.1 and §2.1.2,
 * https://pkg.go.dev/golang.org/x/mod/sumdb/tlog#CheckTree). A proof goes from the leaf up to the root.
 */
import { areHashesEqual, nodeHash, type TreeHash } from "./hash.ts";
import { foldSubtrees, type ReadNodes, splitOf, subtreesOf } from "./tree.ts";
import type { TreeHead } from "./tree-head.ts";

/** Hashes beside the way from a leaf or an old tree up to the root. */
export type Proof = readonly TreeHash[];

/** The proof that a tree of `size` records has the record `id`. */
export function proveRecord(size: number, id: number, readNodes: ReadNodes): Proof {
  if (!isBelow(id, size)) throw new RangeError(`No record ${id} in a tree of ${size}`);
  return prove({ start: 0, end: size });

  function prove(range: Range): TreeHash[] {
    if (range.start + 1 === range.end) return [];
    const { left, right } = halvesOf(range);
    const [own, other] = id < right.start ? [left, right] : [right, left];
    return [...prove(own), rangeHash(other, readNodes)];
  }
}

/** Whether a proof shows that the record `id` of a tree has this hash. */
export function checkRecord(
  proof: Proof,
  { head, id, hash }: { head: TreeHead; id: number; hash: TreeHash },
): boolean {
  if (!isBelow(id, head.size)) return false;
  const root = climb({ start: 0, end: head.size }, proof.length);
  return root !== undefined && areHashesEqual(root, head.hash);

  function climb(range: Range, used: number): TreeHash | undefined {
    // Each hash of a proof must be used: one too many would let two proofs show the same.
    if (range.start + 1 === range.end) return used === 0 ? hash : undefined;
    const beside = proof[used - 1];
    if (beside === undefined) return undefined;
    const { left, right } = halvesOf(range);
    const isLeft = id < right.start;
    const below = climb(isLeft ? left : right, used - 1);
    if (below === undefined) return undefined;
    return isLeft ? nodeHash(below, beside) : nodeHash(beside, below);
  }
}

/** The proof that a tree of `size` records begins with the one of `oldSize` records. */
export function proveGrowth(size: number, oldSize: number, readNodes: ReadNodes): Proof {
  if (!isBelow(oldSize - 1, size))
    throw new RangeError(`A tree of ${size} has not grown from one of ${oldSize}`);
  return prove({ start: 0, end: size });

  function prove(range: Range): TreeHash[] {
    // The old tree itself need not be proven: whoever checks knows its root.
    if (oldSize === range.end) return range.start === 0 ? [] : [rangeHash(range, readNodes)];
    const { left, right } = halvesOf(range);
    const [own, other] = oldSize <= right.start ? [left, right] : [right, left];
    return [...prove(own), rangeHash(other, readNodes)];
  }
}

/** Whether a proof shows that `head` begins with all records of `older`. */
export function checkGrowth(proof: Proof, { head, older }: { head: TreeHead; older: TreeHead }): boolean {
  if (!isBelow(older.size - 1, head.size)) return false;
  const roots = climb({ start: 0, end: head.size }, proof.length);
  return roots !== undefined && areHashesEqual(roots.old, older.hash) && areHashesEqual(roots.now, head.hash);

  function climb(range: Range, used: number): { old: TreeHash; now: TreeHash } | undefined {
    const beside = proof[used - 1];
    if (older.size === range.end) {
      if (range.start === 0) return used === 0 ? { old: older.hash, now: older.hash } : undefined;
      return used === 1 && beside !== undefined ? { old: beside, now: beside } : undefined;
    }
    if (beside === undefined) return undefined;
    const { left, right } = halvesOf(range);
    const isLeft = older.size <= right.start;
    const below = climb(isLeft ? left : right, used - 1);
    if (below === undefined) return undefined;
    if (isLeft) return { old: below.old, now: nodeHash(below.now, beside) };
    return { old: nodeHash(beside, below.old), now: nodeHash(beside, below.now) };
  }
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function halvesOf({ start, end }: Range): { left: Range; right: Range } {
  const middle = start + splitOf(end - start);
  return { left: { start, end: middle }, right: { start: middle, end } };
}

function rangeHash({ start, end }: Range, readNodes: ReadNodes): TreeHash {
  return foldSubtrees(readNodes(subtreesOf(start, end)));
}

function isBelow(id: number, size: number): boolean {
  return Number.isSafeInteger(id) && id >= 0 && id < size;
}
