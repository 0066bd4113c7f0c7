import { expect, test } from "bun:test";
import { full, type Group, ledger, put, recordOf } from "./_store-place.ts";
import type { ModuleStore, VersionRecord } from "./module-store.ts";

/** Several processes on one place. */
export function sharingSuite(group: Group): void {
  group("two processes", (here) => {
    test("that count together lose nothing", async () => {
      const stores = [here.store, await here.place.open()];
      const countTo = async (store: ModuleStore, count: number): Promise<void> => {
        for (let done = 0; done < count; ) {
          const document = await store.readDocument("count");
          const next = Number(Buffer.from(document?.bytes ?? []).toString()) + 1;
          if (await store.replaceDocument("count", document?.tag, Buffer.from(String(next)))) done++;
        }
      };
      await Promise.all([...stores, ...stores].map((store) => countTo(store, 8)));
      expect(Buffer.from((await here.store.readDocument("count"))?.bytes ?? []).toString()).toBe("32");
      await stores[1]?.close();
    });

    test("that bring different bytes of a version: one wins, the other hears it", async () => {
      const stores = [here.store, await here.place.open()];
      for (let round = 0; round < 5; round++) {
        const version = { ...ledger, version: `v1.${round}.0` };
        const records = await Promise.all(
          [0, 1, 2, 3].map((at) =>
            recordOf(stores[at % 2] ?? here.store, version, { zip: `zip${round}-${at}` }),
          ),
        );
        const results = await Promise.all(
          records.map((record, at) => (stores[at % 2] ?? here.store).commit(record)),
        );
        expect([...results].sort()).toEqual(["committed", "conflict", "conflict", "conflict"]);
        const winner = records[results.indexOf("committed")];
        expect(await here.store.read(version)).toEqual(winner as VersionRecord);
        expect(await stores[1]?.read(version)).toEqual(winner as VersionRecord);
      }
      await stores[1]?.close();
    });

    test("that bring different parts of a version: all are there", async () => {
      const other = await here.place.open();
      for (let round = 0; round < 5; round++) {
        const version = { ...ledger, version: `v2.${round}.0` };
        const mod = await recordOf(here.store, version, { mod: full.mod });
        const zip = await recordOf(other, version, { zip: full.zip });
        const info = await recordOf(other, version, { info: full.info });
        await Promise.all([here.store.commit(mod), other.commit(zip), other.commit(info)]);
        const record = await here.store.read(version);
        expect(record?.mod && record.zip && record.info).toBeDefined();
      }
      await other.close();
    });

    test("that write the same bytes at once harm nobody", async () => {
      const other = await here.place.open();
      const bytes = Buffer.alloc(300_000, "same");
      const refs = await Promise.all(
        [here.store, other, here.store, other].map((store) => put(store, bytes)),
      );
      for (const ref of refs) expect(await other.readBlob(ref)).toEqual(bytes);
      await other.close();
    });
  });
}
