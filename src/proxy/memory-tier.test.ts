import { expect, test } from "bun:test";
import fc from "fast-check";
import { type HotAnswer, MemoryTier } from "./memory-tier.ts";

const answer = (size: number): HotAnswer => ({
  bytes: new Uint8Array(size),
  init: { headers: new Headers() },
  etag: '"x"',
  freshUntil: Number.POSITIVE_INFINITY,
});

test("what is used stays, what is not used goes first", () => {
  const tier = new MemoryTier(100_000);
  for (let n = 0; n < 8; n++) tier.set(`/${n}`, answer(10_000));
  for (let use = 0; use < 64; use++) tier.get("/0");
  for (let n = 8; n < 12; n++) tier.set(`/${n}`, answer(10_000));
  expect(tier.get("/0")).toBeDefined();
  expect(tier.get("/1")).toBeUndefined();
  expect(tier.get("/11")).toBeDefined();
});

test("one answer may not push all others out, and a tier of nothing keeps nothing", () => {
  const tier = new MemoryTier(100_000);
  tier.set("/small", answer(10));
  tier.set("/large", answer(20_000));
  expect([tier.get("/small") !== undefined, tier.get("/large")]).toEqual([true, undefined]);
  const none = new MemoryTier(0);
  none.set("/small", answer(1));
  expect(none.get("/small")).toBeUndefined();
});

test("a module is forgotten as a whole", () => {
  const tier = new MemoryTier(100_000);
  for (const path of ["/m.test/a/@v/list", "/m.test/a/@v/v1.0.0.mod", "/m.test/ab/@v/list"])
    tier.set(path, answer(1));
  tier.deleteBelow("/m.test/a/");
  expect(tier.counts.entries).toBe(1);
  expect(tier.get("/m.test/ab/@v/list")).toBeDefined();
});

test("never holds more than it may, and counts what it holds", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(20), fc.nat(20_000), fc.boolean()), { maxLength: 200 }), (steps) => {
      const tier = new MemoryTier(200_000);
      for (const [name, size, isGone] of steps) {
        if (isGone) tier.delete(`/${name}`);
        else tier.set(`/${name}`, answer(size));
        expect(tier.counts.bytes).toBeLessThanOrEqual(200_000);
      }
      for (let name = 0; name <= 20; name++) tier.delete(`/${name}`);
      expect(tier.counts).toEqual({ entries: 0, bytes: 0 });
    }),
  );
});
