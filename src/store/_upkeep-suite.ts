/** Scrubbing, quotas, purge and recall, on every back end. */
import { describe, expect, test } from "bun:test";
import { gather, hourMs, noon, put, recordOf, type StorePlace } from "./_store-place.ts";
import { collectBlobs } from "./collect-blobs.ts";
import { enforceQuotas } from "./enforce-quotas.ts";
import type { ModuleStore, VersionRecord } from "./module-store.ts";
import { scrub } from "./scrub.ts";
import { takeAway } from "./take-away.ts";

async function fill(
  store: ModuleStore,
  count: number,
  path = "example.com/filled",
): Promise<VersionRecord[]> {
  const records: VersionRecord[] = [];
  for (let number = 0; number < count; number++) {
    const version = { path, version: `v1.${number}.0` };
    const zip = `${path}-${number} ${"z".repeat(1000)}`;
    const record = await recordOf(store, version, { mod: "module x\n", zip, info: `{"n":${number}}` });
    await store.commit(record);
    records.push(record);
  }
  return records;
}

const ample = { bytesPerSecond: 1e12, now: Date.now, wait: async () => undefined };
const wrong = (record: VersionRecord | undefined): string => record?.zip?.sha256 ?? "";

/** Runs the suite on places that `create` makes, a fresh one for each test. */
export function upkeepSuite(name: string, create: () => Promise<StorePlace>): void {
  async function fresh(now: () => number = Date.now) {
    const place = await create();
    return { place, store: await place.open(now) };
  }

  describe(`${name}: upkeep`, () => {
    test("a scrub finds each flipped bit, takes the bytes away and says what to fetch again", async () => {
      const { place, store } = await fresh();
      const records = await fill(store, 40);
      expect(await scrub(store, ample)).toMatchObject({ findings: [], blobs: 81, isComplete: true });
      const damagedOnes = [records[3], records[17], records[39]];
      for (const record of damagedOnes) await place.damageBlob(wrong(record), "bit");
      const seen: string[] = [];
      const { findings } = await scrub(store, { ...ample, onFinding: ({ sha256 }) => seen.push(sha256) });
      expect(findings.map(({ sha256 }) => sha256)).toEqual(damagedOnes.map(wrong).sort());
      expect(seen).toEqual(findings.map(({ sha256 }) => sha256));
      for (const record of damagedOnes) {
        const { path = "", version = "" } = record ?? {};
        expect(findings.filter(({ sha256 }) => sha256 === wrong(record))).toMatchObject([
          { kind: "changed", versions: [{ path, version }] },
        ]);
        const left = await store.read({ path, version });
        expect(left?.zip).toBeUndefined();
        expect(left?.mod).toBeDefined();
      }
      expect(
        (await gather(store.auditLog())).filter(({ action }) => action === "scrub-changed"),
      ).toHaveLength(3);
      const [first] = damagedOnes;
      if (!first?.zip) throw new Error("no zip");
      expect(await put(store, `example.com/filled-3 ${"z".repeat(1000)}`)).toEqual(first.zip);
      expect(await store.read(first)).toEqual(first);
      expect(await scrub(store, ample)).toMatchObject({ findings: [], blobs: 79 });
      await store.close();
    });

    test("a scrub reads no faster than it may", async () => {
      const { store } = await fresh();
      await put(store, Buffer.alloc(2_000_000, "a"));
      await put(store, Buffer.alloc(3_000_000, "b"));
      let time = noon;
      const waits: number[] = [];
      const wait = async (ms: number): Promise<void> => {
        waits.push(ms);
        time += ms;
      };
      await scrub(store, { bytesPerSecond: 1_000_000, now: () => time, wait });
      expect((time - noon) / 1000).toBeCloseTo(5, 1);
      expect(waits.length).toBeGreaterThan(10);
      await expect(scrub(store, { bytesPerSecond: 0, now: () => time, wait })).rejects.toThrow("above 0");
      await store.close();
    });

    test("a scrub that is stopped goes on where it was, and two share one pass", async () => {
      const { place, store } = await fresh();
      await fill(store, 60);
      let looked = 0;
      const stopping = { ...ample, wait: async () => undefined, isStopped: () => ++looked > 30 };
      const first = await scrub(store, stopping);
      expect(first.isComplete).toBe(false);
      const rest = await scrub(store, ample);
      expect(rest.isComplete).toBe(true);
      expect(first.blobs).toBeGreaterThan(10);
      expect(first.blobs + rest.blobs).toBe(121);

      const other = await place.open();
      const both = await Promise.all([scrub(store, ample), scrub(other, ample)]);
      const shared = both.reduce((total, { blobs }) => total + blobs, 0);
      expect(shared).toBe(121);
      expect(both.every(({ blobs }) => blobs > 0)).toBe(true);
      await other.close();
      await store.close();
    });

    test("quotas take what is unused, then what was used longest ago, and never what is pinned", async () => {
      let time = noon;
      const { store } = await fresh(() => time);
      const records = await fill(store, 10);
      const others = await fill(store, 3, "example.com/other");
      const each = records[0]?.zip?.size ?? 0;
      await store.pin({ path: "example.com/filled", version: "v1.0.0" }, { why: "release" });
      time += 100 * hourMs;
      for (const record of records.slice(5)) store.noteUse(record);
      time += 50 * hourMs;
      for (const record of records.slice(7)) store.noteUse(record);
      const quotas = [
        {
          name: "filled",
          matches: (path: string) => path === "example.com/filled",
          unusedForMs: 100 * hourMs,
        },
        { name: "rest", matches: () => true, mostBytes: each * 2.9 },
      ];
      const [filled, rest] = await enforceQuotas(store, { quotas, now: () => time });
      expect(filled?.removed.map(({ version }) => version).sort()).toEqual([
        "v1.1.0",
        "v1.2.0",
        "v1.3.0",
        "v1.4.0",
      ]);
      expect(filled).toMatchObject({ versions: 6, isOver: false });
      expect(rest).toMatchObject({ versions: 2, isOver: false });
      expect(rest?.removed).toEqual([others[0] as VersionRecord]);

      const tight = [{ name: "tight", matches: () => true, mostBytes: each * 3.5 }];
      const [again] = await enforceQuotas(store, { quotas: tight, now: () => time });
      expect((await gather(store.all())).map(({ version }) => version).sort()).toEqual([
        "v1.0.0",
        "v1.8.0",
        "v1.9.0",
      ]);
      expect(again?.removed).toHaveLength(5);
      const [none] = await enforceQuotas(store, {
        quotas: [{ name: "none", matches: () => true, mostBytes: 0 }],
        now: () => time,
      });
      expect(none).toMatchObject({ versions: 1, isOver: true });
      expect((await gather(store.auditLog())).filter(({ by }) => by === "quota").length).toBe(12);
      await store.close();
    });

    test("removed versions are forgotten when that is long ago, and nothing else is", async () => {
      let time = noon;
      const { place, store } = await fresh(() => time);
      const [there, removed, pinned, recalled, late] = await fill(store, 5);
      if (!there || !removed || !pinned || !recalled || !late) throw new Error("no records");
      const why = { why: "test" };
      await store.remove(removed, why);
      await store.pin(pinned, why);
      await store.remove(pinned, why);
      await store.recall(recalled, why);
      time += 1000 * hourMs;
      await store.remove(late, why);
      expect(await store.forgetRemoved(noon + hourMs)).toBe(1);
      expect(await store.forgetRemoved(noon + hourMs)).toBe(0);
      const other = await place.open();
      expect(await other.readState(removed)).toEqual({});
      expect(await other.readState(pinned)).toMatchObject({ pin: why, removed: why });
      expect(await other.readState(recalled)).toMatchObject({ recalled: why });
      expect(await other.readState(late)).toMatchObject({ removed: why });
      expect(await other.read(there)).toEqual(there);
      expect(await other.commit(removed)).toBe("committed");
      expect(await store.read(removed)).toEqual(removed);
      await other.close();
      await store.close();
    });

    test("bytes that nobody names go, but not before they may have been meant for something", async () => {
      const { store } = await fresh();
      const [record] = await fill(store, 1);
      const poison = await put(store, "poison");
      await store.keepEvidence({ kind: "poison", text: "why", blob: poison });
      const lost = await put(store, "download that was cut off");
      expect(await collectBlobs(store, { olderThan: Date.now() - hourMs })).toEqual({ count: 0, bytes: 0 });
      expect(await collectBlobs(store, { olderThan: Date.now() + hourMs })).toEqual({
        count: 1,
        bytes: lost.size,
      });
      expect(await store.read(record as VersionRecord)).toEqual(record as VersionRecord);
      expect(await store.readBlob(poison)).toBeDefined();
      await store.close();
    });

    test("a purge takes bytes at once that no other version has; a recall keeps them away", async () => {
      const { store } = await fresh();
      const [one, two, three] = await fill(store, 3);
      if (!one?.zip || !two?.zip || !three?.zip || !one.mod || !one.info) throw new Error("no records");
      const change = { why: "broken upstream", by: "ann" };
      const lost = { path: one.path, version: "v9.0.0" };
      expect(await takeAway(store, { action: "purge", versions: [one, lost], change })).toEqual({
        versions: 1,
        blobs: 2,
        bytes: one.zip.size + one.info.size,
      });
      expect(await store.read(one)).toBeUndefined();
      expect(await store.openBlob(one.zip)).toBeUndefined();
      expect(await store.openBlob(one.mod)).toBeDefined();
      expect(await store.read(two)).toEqual(two);
      expect(await takeAway(store, { action: "recall", versions: [two, lost], change })).toMatchObject({
        versions: 2,
      });
      expect(await store.openBlob(two.zip)).toBeUndefined();
      expect((await store.readState(lost)).recalled).toMatchObject(change);
      expect(await store.read(three)).toEqual(three);
      expect(
        (await gather(store.auditLog())).map(({ action, subject, by }) => `${by}: ${action} ${subject}`),
      ).toEqual([
        "ann: remove example.com/filled@v1.0.0",
        "ann: recall example.com/filled@v1.1.0",
        "ann: recall example.com/filled@v9.0.0",
      ]);
      await store.close();
    });
  });
}
