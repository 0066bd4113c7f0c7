import { describe, expect, test } from "bun:test";
import { createRecordTree } from "./_record-tree.ts";
import { recordHash, type TreeHash } from "./hash.ts";
import { checkGrowth, checkRecord, proveGrowth, proveRecord } from "./proof.ts";
import { subtreesOf } from "./tree.ts";

const records = Array.from({ length: 70 }, (_, at) => `leaf ${at}`);
const tree = createRecordTree(records);
const leaf = (id: number): TreeHash => recordHash(new TextEncoder().encode(records[id]));
const flip = (hash: TreeHash | undefined): TreeHash =>
  Uint8Array.from(hash ?? [], (byte, at) => (at === 7 ? byte ^ 1 : byte));

describe("proofs", () => {
  test("every record of every tree is proven, and no changed proof proves it", () => {
    let count = 0;
    for (let size = 1; size <= records.length; size++) {
      const head = tree.headAt(size);
      for (let id = 0; id < size; id++) {
        const proof = proveRecord(size, id, tree.readNodes);
        const claim = { head, id, hash: leaf(id) };
        expect(checkRecord(proof, claim)).toBe(true);
        for (const at of proof.keys())
          expect(checkRecord(proof.with(at, flip(proof[at])), claim)).toBe(false);
        expect(checkRecord([...proof, head.hash], claim)).toBe(false);
        expect(checkRecord(proof.slice(1), claim)).toBe(proof.length === 0);
        expect(checkRecord(proof, { ...claim, hash: flip(claim.hash) })).toBe(false);
        expect(checkRecord(proof, { ...claim, id: (id + 1) % size })).toBe(size === 1);
        count++;
      }
    }
    expect(count).toBe(2_485);
  });

  test("every growth is proven, and no changed proof proves it", () => {
    let count = 0;
    for (let size = 1; size <= records.length; size++) {
      const head = tree.headAt(size);
      for (let oldSize = 1; oldSize <= size; oldSize++) {
        const proof = proveGrowth(size, oldSize, tree.readNodes);
        const older = tree.headAt(oldSize);
        expect(checkGrowth(proof, { head, older })).toBe(true);
        for (const at of proof.keys())
          expect(checkGrowth(proof.with(at, flip(proof[at])), { head, older })).toBe(false);
        expect(checkGrowth([...proof, head.hash], { head, older })).toBe(false);
        expect(checkGrowth(proof.slice(1), { head, older })).toBe(proof.length === 0);
        expect(checkGrowth(proof, { head, older: { size: oldSize, hash: flip(older.hash) } })).toBe(false);
        count++;
      }
    }
    expect(count).toBe(2_485);
  });

  test("nothing is proven of records and trees that cannot be", () => {
    const head = tree.headAt(5);
    const odd = [-1, 5, 6, 0.5, Number.NaN, 2 ** 53];
    for (const id of odd) {
      expect(checkRecord([], { head, id, hash: leaf(0) })).toBe(false);
      expect(() => proveRecord(5, id, tree.readNodes)).toThrow(RangeError);
    }
    expect(checkGrowth([], { head, older: tree.headAt(0) })).toBe(false);
    expect(checkGrowth([], { head: tree.headAt(4), older: head })).toBe(false);
    expect(() => proveGrowth(4, 5, tree.readNodes)).toThrow(RangeError);
    expect(() => proveGrowth(4, 0, tree.readNodes)).toThrow(RangeError);
  });

  test("trees beyond 2^31 records are divided right", () => {
    const size = 2 ** 40 + 3;
    expect(subtreesOf(0, size)).toEqual([
      { level: 40, index: 0 },
      { level: 1, index: 2 ** 39 },
      { level: 0, index: 2 ** 40 + 2 },
    ]);
    expect(subtreesOf(6, 16)).toEqual([
      { level: 1, index: 3 },
      { level: 3, index: 1 },
    ]);
  });
});
