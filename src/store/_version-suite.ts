import { expect, test } from "bun:test";
import { hashGoMod } from "../go/dirhash.ts";
import { full, type Group, gather, ledger, put, recordOf } from "./_store-place.ts";
import type { VersionRecord } from "./module-store.ts";
import { recordKey } from "./object-key.ts";

/** Records of versions: whole, never overwritten, healing. */
export function versionSuite(group: Group): void {
  group("versions", (here) => {
    test("come with all their parts, and stay for the next process", async () => {
      const record = await recordOf(here.store, ledger, full);
      expect(await here.store.read(ledger)).toBeUndefined();
      expect(await here.store.commit(record)).toBe("committed");
      expect(await here.store.read(ledger)).toEqual(record);
      const other = await here.place.open();
      expect(await other.read(ledger)).toEqual(record);
      await other.close();
    });

    test("gain parts, and the second of the same says nothing new", async () => {
      const version = { ...ledger, version: "v1.1.0" };
      const mod = await recordOf(here.store, version, { mod: full.mod });
      const rest = await recordOf(here.store, version, { info: "{}", zip: "zip two" });
      expect(await here.store.commit(mod)).toBe("committed");
      expect(await here.store.commit(rest)).toBe("merged");
      expect(await here.store.commit(rest)).toBe("merged");
      expect(await here.store.read(version)).toEqual({
        ...mod,
        ...rest,
        sums: { ...mod.sums, ...rest.sums },
      });
    });

    test("are never overwritten by other sums", async () => {
      const version = { ...ledger, version: "v1.2.0" };
      const record = await recordOf(here.store, version, full);
      await here.store.commit(record);
      for (const parts of [{ mod: "module other\n" }, { zip: "other" }, { ...full, zip: "other" }])
        expect(await here.store.commit(await recordOf(here.store, version, parts))).toBe("conflict");
      expect(await here.store.read(version)).toEqual(record);
    });

    test("keep the bytes they have when the same files come packed another way", async () => {
      const version = { ...ledger, version: "v1.3.0" };
      const record = await recordOf(here.store, version, full);
      await here.store.commit(record);
      const packed = await recordOf(here.store, version, { zip: "zip packed another way" });
      expect(await here.store.commit(packed)).toBe("merged");
      expect(await here.store.read(version)).toEqual(record);
    });

    test("are not committed without sums, without bytes, or with bytes that are not there", async () => {
      const record = await recordOf(here.store, { ...ledger, version: "v1.4.0" }, full);
      const { zip, mod, info, ...bare } = record;
      const lost = { sha256: "0".repeat(64), size: 1 };
      await expect(here.store.commit({ ...record, sums: {} })).rejects.toThrow("has no sum");
      await expect(here.store.commit(bare)).rejects.toThrow("names no bytes");
      await expect(here.store.commit({ ...record, info: lost })).rejects.toThrow("not in the store");
      expect(await here.store.read(record)).toBeUndefined();
    });

    test("whose bytes are gone or cut are served without them, and heal when they come again", async () => {
      const version = { ...ledger, version: "v1.5.0" };
      const record = await recordOf(here.store, version, { ...full, zip: "zip five" });
      await here.store.commit(record);
      const { zip, ...rest } = record;
      for (const how of ["gone", "half", "empty"] as const) {
        await here.place.damageBlob(zip?.sha256 ?? "", how);
        expect(await here.store.read(version)).toEqual(rest);
        expect(await here.store.commit(await recordOf(here.store, version, { zip: "zip five" }))).toBe(
          "merged",
        );
        expect(await here.store.read(version)).toEqual(record);
      }
    });

    test("whose bytes are gone come back packed another way", async () => {
      const version = { ...ledger, version: "v1.6.0" };
      const record = await recordOf(here.store, version, { zip: "six one" });
      await here.store.commit(record);
      await here.place.damageBlob(record.zip?.sha256 ?? "", "gone");
      expect(await here.store.read(version)).toBeUndefined();
      const other = await recordOf(here.store, version, { zip: "six two" });
      expect(await here.store.commit(other)).toBe("merged");
      expect((await here.store.read(version))?.zip).toEqual(other.zip);
      // What was promised once still holds.
      await here.place.damageBlob(other.zip?.sha256 ?? "", "gone");
      expect(await here.store.commit(await recordOf(here.store, version, { zip: "seven" }))).toBe("conflict");
    });

    test("with changed bytes are not read as if nothing had happened", async () => {
      const version = { ...ledger, version: "v1.7.0" };
      const record = await recordOf(here.store, version, { info: '{"Version":"v1.7.0"}' });
      await here.store.commit(record);
      await here.place.damageBlob(record.info?.sha256 ?? "", "bit");
      expect(record.info && (await here.store.readBlob(record.info))).toBeUndefined();
      expect(await here.store.read(version)).toBeUndefined();
      // Fetched again, the bytes are right again.
      await put(here.store, '{"Version":"v1.7.0"}');
      expect(record.info && (await here.store.readBlob(record.info))).toEqual(
        Buffer.from('{"Version":"v1.7.0"}'),
      );
    });

    test("with changed bytes come back packed another way", async () => {
      const version = { ...ledger, version: "v1.8.0" };
      const record = await recordOf(here.store, version, { zip: "eight one" });
      await here.store.commit(record);
      await here.place.damageBlob(record.zip?.sha256 ?? "", "bit");
      expect(record.zip && (await here.store.readBlob(record.zip))).toBeUndefined();
      const other = await recordOf(here.store, version, { zip: "eight two" });
      expect(await here.store.commit(other)).toBe("merged");
      expect((await here.store.read(version))?.zip).toEqual(other.zip);
    });

    test.each(["half", "empty", "bit"] as const)("whose record is torn (%s) are none", async (how) => {
      const version = { ...ledger, version: `v2.0.0-${how}` };
      const record = await recordOf(here.store, version, full);
      await here.store.commit(record);
      await here.place.cut(recordKey(version), how);
      expect(await here.store.read(version)).toBeUndefined();
      expect(await here.store.commit(record)).toBe("committed");
      expect(await here.store.read(version)).toEqual(record);
    });

    test("whose newest record was cut off are as before, and whose record was changed are none", async () => {
      const version = { ...ledger, version: "v2.1.0" };
      const mod = await recordOf(here.store, version, { mod: full.mod });
      await here.store.commit(mod);
      for (const how of ["half", "empty"] as const) {
        await here.store.commit(await recordOf(here.store, version, { zip: "zip of v2.1.0" }));
        await here.place.cut(recordKey(version), how);
        expect(await here.store.read(version)).toEqual(mod);
        await here.store.commit(await recordOf(here.store, version, { info: "{}" }));
        expect(await here.store.read(version)).toMatchObject({ mod: mod.mod, info: { size: 2 } });
        await here.store.remove(version, { why: "test" });
        await here.store.commit(mod);
      }
      await here.store.recall(version, { why: "test" });
      await here.place.cut(recordKey(version), "bit");
      expect(await here.store.read(version)).toBeUndefined();
    });

    test("are told apart by case, and by nothing else", async () => {
      const upper = { path: "example.com/CASE", version: "v1.0.0-RC1" };
      const lower = { path: "example.com/case", version: "v1.0.0-rc1" };
      await here.store.commit(await recordOf(here.store, upper, { mod: "upper" }));
      await here.store.commit(await recordOf(here.store, lower, { mod: "lower" }));
      expect((await here.store.read(upper))?.sums.mod).toBe(hashGoMod(Buffer.from("upper")));
      expect((await here.store.read(lower))?.sums.mod).toBe(hashGoMod(Buffer.from("lower")));
    });

    test("with names that are none are refused", async () => {
      for (const path of ["", "..", "example.com/../etc", "example.com//x", "/etc", "a b", "example.com/@v"])
        await expect(here.store.read({ path, version: "v1.0.0" })).rejects.toThrow("Not a module path");
      for (const version of ["", "..", "v1/../..", "latest/", "master", "v1.0.0\n", "v1!x"])
        await expect(here.store.read({ path: "example.com/x", version })).rejects.toThrow("Not a version");
    });

    test("may have long names", async () => {
      const path = `example.com/${Array(12).fill("Long".repeat(40)).join("/")}`;
      const version = { path, version: `v1.0.0-${"a".repeat(200)}` };
      const record = await recordOf(here.store, version, { mod: "long" });
      await here.store.commit(record);
      expect(await here.store.read(version)).toEqual(record);
      expect(await gather(here.store.versionsOf(path))).toEqual([record]);
      expect(await here.store.read({ path, version: `${version.version}b` })).toBeUndefined();
    });

    test("are listed by module and all together", async () => {
      const path = "example.com/listed";
      const committed: VersionRecord[] = [];
      for (const version of ["v1.0.0", "v1.0.0-a", "v1.0.0-a.00000001", "v1.10.0", "v1.2.0+incompatible"]) {
        const record = await recordOf(here.store, { path, version }, { mod: "listed" });
        await here.store.commit(record);
        committed.push(record);
      }
      await here.store.commit(
        await recordOf(here.store, { path: `${path}/v2`, version: "v2.0.0" }, { mod: "2" }),
      );
      await here.store.remove({ path, version: "v1.10.0" }, { why: "test" });
      const byVersion = (a: VersionRecord, b: VersionRecord): number => (a.version < b.version ? -1 : 1);
      const listed = (await gather(here.store.versionsOf(path))).sort(byVersion);
      expect(listed).toEqual(committed.filter(({ version }) => version !== "v1.10.0").sort(byVersion));
      const all = await gather(here.store.all());
      expect(all.filter((record) => record.path === path).sort(byVersion)).toEqual(listed);
      expect(all.filter((record) => record.path === `${path}/v2`)).toHaveLength(1);
      expect(new Set(all.map((record) => `${record.path}@${record.version}`)).size).toBe(all.length);
      expect(await gather(here.store.versionsOf("example.com/nothing"))).toEqual([]);
    });
  });

  group("proofs", (here) => {
    const one = async (
      version: string,
      parts: { mod?: string; zip?: string },
      proof: VersionRecord["proof"],
    ) => {
      const { logId, treeSize, ...record } = await recordOf(here.store, { ...ledger, version }, parts);
      return { ...record, proof, ...(proof === "log" && { logId, treeSize }) } as VersionRecord;
    };

    test("become better when the log confirms what is there", async () => {
      await here.store.commit(await one("v1.0.0", { mod: "m", zip: "z" }, "unchecked"));
      await here.store.commit(await one("v1.0.0", { mod: "m", zip: "z" }, "log"));
      expect(await here.store.read(ledger)).toMatchObject({ proof: "log", logId: 7, treeSize: 249 });
      await here.store.commit(await one("v1.0.0", { mod: "m", zip: "z" }, "unchecked"));
      expect(await here.store.read(ledger)).toMatchObject({ proof: "log" });
    });

    test("do not speak for bytes that came without one", async () => {
      const version = { ...ledger, version: "v2.0.0" };
      await here.store.commit(await one("v2.0.0", { mod: "m" }, "log"));
      await here.store.commit(await one("v2.0.0", { zip: "z" }, "unchecked"));
      const record = await here.store.read(version);
      expect(record?.zip).toBeDefined();
      expect(record?.proof).toBe("unchecked");
      expect(record).not.toHaveProperty("logId");
    });
  });
}
