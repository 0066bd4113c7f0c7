/**
 * Evidence that a log has two histories: two heads that it signed, and a consistency proof that the newer tree
 * began otherwise than the older head says. Anybody with the log's key can check it, without the log.
 */
import { readTree, type TileSource } from "./checked-tree.ts";
import { areHashesEqual, formatHash, parseHash } from "./hash.ts";
import { checkGrowth, proveGrowth } from "./proof.ts";
import { openHead, type SignedHead } from "./signed-head.ts";
import { prefixHash, subtreesOf, type TreeNode } from "./tree.ts";
import type { VerifierKey } from "./verifier-key.ts";

/** Two signed heads that cannot both be true. */
export interface ForkEvidence {
  /** The signed notes as the log gave them. */
  readonly older: string;
  readonly newer: string;
  /** Base64: the root that the newer tree had at the size of the older one. */
  readonly prefixHash: string;
  /** Base64, from below: shows that the newer tree begins with `prefixHash`. Empty for trees of one size. */
  readonly proof: readonly string[];
}

/** Gathers the evidence; its tiles were read before, so that nothing has to be fetched from a log that lies. */
export async function gatherForkEvidence(heads: {
  older: SignedHead;
  newer: SignedHead;
  tiles: TileSource;
}): Promise<ForkEvidence> {
  const { older, newer, tiles } = heads;
  const textOf = (signed: SignedHead): string => new TextDecoder().decode(signed.note);
  const notes = { older: textOf(older), newer: textOf(newer) };
  const [oldSize, size] = [older.head.size, newer.head.size];
  const alone = { ...notes, prefixHash: formatHash(newer.head.hash), proof: [] };
  if (oldSize === size) return alone;
  const read = await readTree(
    newer.head,
    [...subtreesOf(0, oldSize), ...nodesOfGrowthProof(size, oldSize)],
    tiles,
  );
  if (read.kind !== "read") return alone;
  return {
    ...notes,
    prefixHash: formatHash(prefixHash(oldSize, read.readNodes)),
    proof: proveGrowth(size, oldSize, read.readNodes).map(formatHash),
  };
}

/** Whether evidence convicts the holder of the key. */
export function checkForkEvidence(evidence: ForkEvidence, key: VerifierKey): boolean {
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

/** The nodes whose hashes the proof is made of: the proof is walked with hashes that mean nothing. */
function nodesOfGrowthProof(size: number, oldSize: number): TreeNode[] {
  const nodes: TreeNode[] = [];
  proveGrowth(size, oldSize, (wanted) => {
    nodes.push(...wanted);
    return wanted.map(() => new Uint8Array(32));
  });
  return nodes;
}
