/**
 * What two signed heads of one log prove about each other: a consistency proof shows how the newer tree began. When
 * that is not what the older head says, the log has two histories, and anybody with its key can check that without it.
 */
import { readTree, type TileSource } from "./checked-tree.ts";
import { areHashesEqual, formatHash, hashSize, parseHash, type TreeHash } from "./hash.ts";
import { checkGrowth, proveGrowth } from "./proof.ts";
import { openHead, type SignedHead } from "./signed-head.ts";
import type { TreeNode } from "./tree.ts";
import type { VerifierKey } from "./verifier-key.ts";

/** Two signed heads with how the newer tree began. */
export interface HeadEvidence {
  /** The signed notes as the log gave them. */
  readonly older: string;
  readonly newer: string;
  /** Base64: the root that the newer tree had at the size of the older one. */
  readonly prefixHash: string;
  /** Base64, from below: shows that the newer tree begins with `prefixHash`. Empty for trees of one size. */
  readonly proof: readonly string[];
}

/** Gathers the evidence; the tiles of both edges were read before, so that a log that lies has to give nothing more. */
export async function gatherHeadEvidence(found: {
  older: SignedHead;
  newer: SignedHead;
  began: TreeHash;
  tiles: TileSource;
}): Promise<HeadEvidence> {
  const { older, newer, began, tiles } = found;
  const textOf = (signed: SignedHead): string => new TextDecoder().decode(signed.note);
  return {
    older: textOf(older),
    newer: textOf(newer),
    prefixHash: formatHash(began),
    proof: await growthProof(older.head.size, newer, tiles),
  };
}

/** Whether evidence shows two histories, and so convicts the holder of the key. */
export function checkForkEvidence(evidence: HeadEvidence, key: VerifierKey): boolean {
  const [older, newer] = [evidence.older, evidence.newer].map((note) =>
    openHead(new TextEncoder().encode(note), key),
  );
  if (older?.kind !== "head" || newer?.kind !== "head") return false;
  const began = parseHash(evidence.prefixHash);
  const proof = evidence.proof.flatMap((line) => parseHash(line) ?? []);
  if (!began || proof.length !== evidence.proof.length) return false;
  if (areHashesEqual(began, older.signed.head.hash)) return false;
  return checkGrowth(proof, {
    head: newer.signed.head,
    older: { size: older.signed.head.size, hash: began },
  });
}

async function growthProof(oldSize: number, newer: SignedHead, tiles: TileSource): Promise<string[]> {
  const { size } = newer.head;
  if (oldSize === 0 || oldSize === size) return [];
  const read = await readTree(newer.head, nodesOfProof(size, oldSize), tiles);
  return read.kind === "read" ? proveGrowth(size, oldSize, read.readNodes).map(formatHash) : [];
}

/** The nodes whose hashes the proof is made of: it is walked with hashes that mean nothing. */
function nodesOfProof(size: number, oldSize: number): TreeNode[] {
  const nodes: TreeNode[] = [];
  proveGrowth(size, oldSize, (wanted) => {
    nodes.push(...wanted);
    return wanted.map(() => new Uint8Array(hashSize));
  });
  return nodes;
}
