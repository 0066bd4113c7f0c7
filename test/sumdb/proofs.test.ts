/** Proofs that we make from the tiles of a log of x/mod: its own functions take them, and refuse what we refuse. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { readTree } from "../../src/sumdb/checked-tree.ts";
import { formatHash, type TreeHash } from "../../src/sumdb/hash.ts";
import { noLogCache } from "../../src/sumdb/log-reader.ts";
import { checkGrowth, checkRecord, type Proof, proveGrowth, proveRecord } from "../../src/sumdb/proof.ts";
import { openHead } from "../../src/sumdb/signed-head.ts";
import { createTileSource } from "../../src/sumdb/tile-source.ts";
import { prefixHash, type ReadNodes, type TreeNode } from "../../src/sumdb/tree.ts";
import type { TreeHead } from "../../src/sumdb/tree-head.ts";
import { reportSuite } from "../conformance/report-suite.ts";
import { seededRandom } from "../differential/file-lists.ts";
import { seedOfRun } from "../seed-of-run.ts";
import { type GoLog, type GoLogServer, startGoLogServer } from "./go-log.ts";
import { flip, recordsOf } from "./log-world.ts";

const wait = 300_000;
const seed = seedOfRun();
const random = seededRandom(seed);
const pick = (count: number): number => Math.floor(random() * count);
let server: GoLogServer;
beforeAll(async () => {
  server = await startGoLogServer();
}, wait);
afterAll(() => server.stop());

interface Claim {
  readonly kind: "inclusion" | "growth";
  readonly proof: Proof;
  readonly head: TreeHead;
  readonly n: number;
  readonly is: TreeHash;
}

async function headOf(log: GoLog): Promise<TreeHead> {
  const answer = await log.reader("latest");
  const opened = answer.kind === "answered" ? openHead(answer.bytes, log.key) : undefined;
  if (opened?.kind !== "head") throw new Error("No head");
  return opened.signed.head;
}

/** Makes something from nodes: once to see which ones it wants, and then with their hashes from the log. */
async function withNodes<Made>(
  log: GoLog,
  head: TreeHead,
  make: (readNodes: ReadNodes) => Made,
): Promise<Made> {
  const wanted: TreeNode[] = [];
  make((nodes) => {
    wanted.push(...nodes);
    return nodes.map(() => new Uint8Array(32));
  });
  const source = createTileSource({ log: log.key.name, reader: log.reader, cache: noLogCache, height: 8 });
  const read = await readTree(head, wanted, source);
  if (read.kind !== "read") throw new Error(read.kind);
  return make(read.readNodes);
}

async function claimsOf(log: GoLog, count: number): Promise<Claim[]> {
  const head = await headOf(log);
  const claims: Claim[] = [];
  for (let at = 0; at < count; at++) {
    const id = pick(head.size);
    const leaf = { level: 0, index: id };
    const [is = new Uint8Array()] = await withNodes(log, head, (readNodes) => readNodes([leaf]));
    const inclusion = await withNodes(log, head, (readNodes) => proveRecord(head.size, id, readNodes));
    claims.push({ kind: "inclusion", proof: inclusion, head, n: id, is });
    const oldSize = 1 + pick(head.size);
    const old = await withNodes(log, head, (readNodes) => prefixHash(oldSize, readNodes));
    const growth = await withNodes(log, head, (readNodes) => proveGrowth(head.size, oldSize, readNodes));
    claims.push({ kind: "growth", proof: growth, head, n: oldSize, is: old });
  }
  return claims;
}

/** The same claim with something wrong about it. */
function spoil(claim: Claim): Claim {
  const { proof, head, n, is } = claim;
  const at = pick(proof.length);
  const ways: (() => Claim)[] = [
    () => ({ ...claim, is: flip(is, pick(32)) }),
    () => ({ ...claim, n: n + 1 }),
    () => ({ ...claim, n: n - 1 }),
    () => ({ ...claim, head: { ...head, size: head.size + 1 } }),
    () => ({ ...claim, head: { ...head, hash: flip(head.hash, pick(32)) } }),
    () => ({ ...claim, proof: [...proof, is] }),
    () => ({ ...claim, proof: proof.slice(1) }),
    () => ({ ...claim, proof: proof.toReversed() }),
    () => ({ ...claim, proof: proof.map((hash, index) => (index === at ? flip(hash, pick(32)) : hash)) }),
  ];
  return ways[pick(ways.length)]?.() ?? claim;
}

function holds({ kind, proof, head, n, is }: Claim): boolean {
  if (kind === "inclusion") return checkRecord(proof, { head, id: n, hash: is });
  return checkGrowth(proof, { head, older: { size: n, hash: is } });
}

async function heldByGo(kind: Claim["kind"], claims: readonly Claim[]): Promise<unknown[]> {
  const inputs = claims.map(({ proof, head, n, is }) => ({
    Proof: proof.map(formatHash),
    Size: head.size,
    N: n,
    Root: formatHash(head.hash),
    Is: formatHash(is),
  }));
  return server.judge(
    kind,
    inputs.map((input) => new TextEncoder().encode(JSON.stringify(input))),
  );
}

test(
  "proofs hold for x/mod and for us, and spoilt ones for neither",
  async () => {
    let [looked, refused] = [0, 0];
    for (const size of [1, 2, 7, 100, 256, 700]) {
      const log = await server.make();
      await log.add(...recordsOf(0, size));
      const good = await claimsOf(log, 15);
      for (const kind of ["inclusion", "growth"] as const) {
        const own = good.filter((claim) => claim.kind === kind);
        expect(await heldByGo(kind, own)).toEqual(own.map(() => true));
        expect(own.map(holds)).toEqual(own.map(() => true));
        const spoilt = own.flatMap((claim) => Array.from({ length: 8 }, () => spoil(claim)));
        const judged = spoilt.map(holds);
        expect([seed, await heldByGo(kind, spoilt)]).toEqual([seed, judged]);
        looked += own.length + spoilt.length;
        refused += judged.filter((isHeld) => !isHeld).length;
      }
    }
    // To turn or shorten an empty proof changes nothing.
    expect(refused).toBeGreaterThan(looked / 2);
    reportSuite(`proofs against x/mod (seed ${seed}, ${refused} refused)`, looked);
  },
  wait,
);
