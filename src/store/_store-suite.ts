/** What every back end of the store must do, tried on each of them. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { hashGoMod } from "../go/dirhash.ts";
import type { BlobRef, ModuleStore, ModuleVersion, VersionRecord } from "./module-store.ts";
import { documentKey, recordKey } from "./object-key.ts";

/** A place in which stores are opened: a folder, a bucket. */
export interface StorePlace {
  /** Each call is another process to the store. */
  open(now?: () => number): Promise<ModuleStore>;
  /** Cuts the newest state of a cell, or leaves nothing in it. */
  cut(key: string, how: "half" | "empty" | "bit"): Promise<void>;
  damageBlob(sha256: string, how: "half" | "empty" | "bit" | "gone"): Promise<void>;
  /** Puts an object in the place of another. */
  write(key: string, text: string): Promise<void>;
  remove(): Promise<void>;
}

export const noon = 1_700_000_000_000;
export const hourMs = 3_600_000;

/** Writes bytes into a store. */
export async function put(store: ModuleStore, text: string | Uint8Array): Promise<BlobRef> {
  const writer = await store.newBlob();
  try {
    await writer.write(typeof text === "string" ? Buffer.from(text) : text);
    return await writer.finish();
  } finally {
    await writer.abandon();
  }
}

/** A record of bytes that are in the store by then; their sums are as good as real ones. */
export async function recordOf(
  store: ModuleStore,
  version: ModuleVersion,
  parts: { info?: string; mod?: string; zip?: string },
): Promise<VersionRecord> {
  const { info, mod, zip } = parts;
  return {
    ...version,
    ...(info !== undefined && { info: await put(store, info) }),
    ...(mod !== undefined && { mod: await put(store, mod) }),
    ...(zip !== undefined && { zip: await put(store, zip) }),
    sums: {
      ...(mod !== undefined && { mod: hashGoMod(Buffer.from(mod)) }),
      ...(zip !== undefined && { zip: `h1:${zip.split(" ")[0]}` }),
    },
    proof: "log",
    logId: 7,
    treeSize: 249,
    upstream: "https://proxy.example.com",
    storedAt: noon,
  };
}

export async function gather<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const gathered: Value[] = [];
  for await (const value of values) gathered.push(value);
  return gathered;
}

/** Runs the suite on places that `create` makes, a fresh one for each group of tests. */
export function storeSuite(name: string, create: () => Promise<StorePlace>): void {
  const ledger = { path: "example.com/Ledger", version: "v1.0.0" };
  const full = { info: '{"Version":"v1.0.0"}', mod: "module example.com/Ledger\n", zip: "zip one" };

  function group(title: string, tests: (here: { place: StorePlace; store: ModuleStore }) => void): void {
    describe(`${name}: ${title}`, () => {
      const here = {} as { place: StorePlace; store: ModuleStore };
      beforeAll(async () => {
        here.place = await create();
        here.store = await here.place.open();
      });
      afterAll(async () => {
        await here.store.close();
        await here.place.remove();
      });
      tests(here);
    });
  }

  group("blobs", (here) => {
    test("have the name of their content", async () => {
      const ref = await put(here.store, "bytes");
      expect(ref).toEqual({ sha256: createHash("sha256").update("bytes").digest("hex"), size: 5 });
      expect(await here.store.readBlob(ref)).toEqual(Buffer.from("bytes"));
    });

    test("may be empty, come in many pieces, and be written twice", async () => {
      const empty = await put(here.store, "");
      expect(await here.store.readBlob(empty)).toEqual(Buffer.alloc(0));
      const piece = Buffer.alloc(100_001, "abc");
      const writer = await here.store.newBlob();
      for (let count = 0; count < 20; count++) await writer.write(piece);
      const ref = await writer.finish();
      expect(ref.size).toBe(2_000_020);
      expect(await writer.finish()).toEqual(ref);
      expect(await put(here.store, Buffer.concat(Array(20).fill(piece)))).toEqual(ref);
    });

    test("are read from anywhere to anywhere", async () => {
      const bytes = Buffer.from(Array.from({ length: 700_000 }, (_, at) => (at * 7919) % 256));
      const blob = await here.store.openBlob(await put(here.store, bytes));
      if (!blob) throw new Error("no blob");
      for (const [start, end] of [
        [0, 0],
        [0, 1],
        [5, 700_000],
        [262_143, 262_145],
        [699_999, 700_000],
        [700_000, 700_000],
      ] as const) {
        const pieces = await gather(blob.read(start, end));
        expect(Buffer.concat(pieces).equals(bytes.subarray(start, end))).toBe(true);
      }
      expect(Buffer.concat(await gather(blob.read())).equals(bytes)).toBe(true);
    });

    test("are not there before they are finished", async () => {
      const writer = await here.store.newBlob();
      await writer.write(Buffer.from("not yet"));
      const sealed = await writer.seal();
      expect(Buffer.concat(await gather(sealed.read())).toString()).toBe("not yet");
      expect(await here.store.openBlob(sealed)).toBeUndefined();
      const other = await here.place.open();
      expect(await other.openBlob(sealed)).toBeUndefined();
      await writer.finish();
      expect(await other.readBlob(sealed)).toEqual(Buffer.from("not yet"));
      await other.close();
    });

    test("that are abandoned are never there", async () => {
      const writer = await here.store.newBlob();
      await writer.write(Buffer.from("given up"));
      const sealed = await writer.seal();
      await writer.abandon();
      expect(await here.store.openBlob(sealed)).toBeUndefined();
      await expect(writer.write(Buffer.from("more"))).rejects.toThrow();
    });

    test("stay when their writer is abandoned after its end", async () => {
      const writer = await here.store.newBlob();
      await writer.write(Buffer.from("done"));
      const ref = await writer.finish();
      await writer.abandon();
      expect(await here.store.readBlob(ref)).toEqual(Buffer.from("done"));
    });

    test("of another size are not there", async () => {
      const ref = await put(here.store, "sized");
      expect(await here.store.openBlob({ ...ref, size: 4 })).toBeUndefined();
    });

    test("are listed in the order of their names, from any name on", async () => {
      const listed = await gather(here.store.blobs());
      const names = listed.map(({ sha256 }) => sha256);
      expect(names.length).toBeGreaterThan(5);
      expect(names).toEqual([...names].sort());
      const after = names[2] ?? "";
      expect((await gather(here.store.blobs(after))).map(({ sha256 }) => sha256)).toEqual(names.slice(3));
    });

    test("are dropped, unless they were written again since", async () => {
      const ref = await put(here.store, "old");
      const [listed] = (await gather(here.store.blobs())).filter(({ sha256 }) => sha256 === ref.sha256);
      const changedAt = listed?.changedAt ?? 0;
      expect(await here.store.dropBlob(ref.sha256, changedAt - 5000)).toBe(false);
      expect(await here.store.readBlob(ref)).toEqual(Buffer.from("old"));
      expect(await here.store.dropBlob(ref.sha256, changedAt)).toBe(true);
      expect(await here.store.openBlob(ref)).toBeUndefined();
      expect(await here.store.dropBlob(ref.sha256, changedAt)).toBe(false);
    });
  });

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

  group("changes by hand", (here) => {
    const why = { why: "GO-2024-0001", by: "ann" };

    test("remove takes a version away, and it may come again", async () => {
      const record = await recordOf(here.store, ledger, full);
      await here.store.commit(record);
      expect(await here.store.remove(ledger, why)).toBe(true);
      expect(await here.store.read(ledger)).toBeUndefined();
      expect((await here.store.readState(ledger)).removed).toMatchObject({ ...why, at: expect.any(Number) });
      expect(await here.store.remove(ledger, why)).toBe(false);
      const other = await recordOf(here.store, ledger, { zip: "other bytes" });
      expect(await here.store.commit(other)).toBe("committed");
      expect(await here.store.read(ledger)).toEqual(other);
    });

    test("recall keeps a version away until it is released", async () => {
      const version = { ...ledger, version: "v1.1.0" };
      const record = await recordOf(here.store, version, full);
      await here.store.commit(record);
      await here.store.recall(version, why);
      expect(await here.store.read(version)).toBeUndefined();
      expect(await here.store.commit(record)).toBe("recalled");
      expect((await here.store.readState(version)).recalled).toMatchObject(why);
      expect(await gather(here.store.versionsOf(ledger.path))).not.toContainEqual(record);
      expect(await here.store.release(version, why)).toBe(true);
      expect(await here.store.release(version, why)).toBe(false);
      expect(await here.store.commit(record)).toBe("committed");
    });

    test("a version can be recalled and pinned before it is there", async () => {
      const version = { ...ledger, version: "v1.2.0" };
      await here.store.pin(version, why);
      const record = await recordOf(here.store, version, full);
      await here.store.commit(record);
      expect(await here.store.readState(version)).toMatchObject({ pin: why, record: { version: "v1.2.0" } });
      expect(await here.store.unpin(version, why)).toBe(true);
      expect(await here.store.unpin(version, why)).toBe(false);
      await here.store.recall({ ...ledger, version: "v9.9.9" }, why);
      const later = await recordOf(here.store, { ...ledger, version: "v9.9.9" }, full);
      expect(await here.store.commit(later)).toBe("recalled");
    });

    test("leave lines in the audit log, in order", async () => {
      const actions = (await gather(here.store.auditLog())).map(
        ({ action, subject }) => `${action} ${subject}`,
      );
      const name = "example.com/Ledger@v1";
      expect(actions).toEqual([
        `remove ${name}.0.0`,
        `recall ${name}.1.0`,
        `release ${name}.1.0`,
        `pin ${name}.2.0`,
        `unpin ${name}.2.0`,
        "recall example.com/Ledger@v9.9.9",
      ]);
      await here.store.audit({ action: "test", subject: "two\nlines", why: "\u2028 “odd” {}" });
      expect((await gather(here.store.auditLog())).at(-1)).toMatchObject({
        action: "test",
        subject: "two\nlines",
        why: "\u2028 “odd” {}",
      });
    });
  });

  group("documents", (here) => {
    const bytes = (text: string): Uint8Array => Buffer.from(text);
    const textOf = async (document: string): Promise<string | undefined> => {
      const found = await here.store.readDocument(document);
      return found && Buffer.from(found.bytes).toString();
    };

    test("are replaced by whoever knows their state", async () => {
      expect(await textOf("list/x")).toBeUndefined();
      expect(await here.store.replaceDocument("list/x", undefined, bytes("one"))).toBe(true);
      expect(await here.store.replaceDocument("list/x", undefined, bytes("two"))).toBe(false);
      const first = await here.store.readDocument("list/x");
      expect(await here.store.replaceDocument("list/x", first?.tag, bytes("two"))).toBe(true);
      expect(await here.store.replaceDocument("list/x", first?.tag, bytes("three"))).toBe(false);
      expect(await textOf("list/x")).toBe("two");
      expect(await here.store.replaceDocument("list/x", "invented", bytes("four"))).toBe(false);
    });

    test("have any name", async () => {
      const names = [
        "list/github.com/Azure/x",
        "list/github.com/azure/x",
        "list/github.com/!azure/x",
        "a",
        "a/b",
        "a.00000001",
        "a.00000001/b",
        "..",
        "../up",
        "",
        "/",
        "//",
        "%2e",
        "%2E",
        "nul\0byte",
        "ü",
        "u\u0308",
        "con",
        "tile/8/0/x001/234",
        `long/${"x".repeat(300)}`,
        `long/${"x".repeat(301)}`,
        Array(200).fill("deep").join("/"),
      ];
      for (const document of names)
        expect(await here.store.replaceDocument(document, undefined, bytes(document))).toBe(true);
      for (const document of names) expect(await textOf(document)).toBe(document);
    });

    test("hold any bytes", async () => {
      const odd = Buffer.from(Array.from({ length: 5000 }, (_, at) => at % 256));
      for (const content of [Buffer.alloc(0), Buffer.from("\n\n"), odd]) {
        const document = `bytes/${content.length}`;
        await here.store.replaceDocument(document, undefined, content);
        expect((await here.store.readDocument(document))?.bytes).toEqual(new Uint8Array(content));
      }
    });

    test.each(["half", "empty", "bit"] as const)("that are torn (%s) are as before", async (how) => {
      const document = `torn/${how}`;
      await here.store.replaceDocument(document, undefined, bytes("before"));
      const before = await here.store.readDocument(document);
      await here.store.replaceDocument(document, before?.tag, bytes("after"));
      await here.place.cut(documentKey(document), how);
      expect(await textOf(document)).toBe("before");
      const tag = (await here.store.readDocument(document))?.tag;
      expect(await here.store.replaceDocument(document, tag, bytes("again"))).toBe(true);
      expect(await textOf(document)).toBe("again");
    });

    test("leave old states only for an hour", async () => {
      let time = Date.now();
      const store = await here.place.open(() => time);
      const replace = async (text: string): Promise<boolean> => {
        const tag = (await store.readDocument("aging"))?.tag;
        return store.replaceDocument("aging", tag, bytes(text));
      };
      for (let count = 0; count < 5; count++) expect(await replace(`state ${count}`)).toBe(true);
      time += 2 * hourMs;
      expect(await replace("last")).toBe(true);
      expect(Buffer.from((await store.readDocument("aging"))?.bytes ?? []).toString()).toBe("last");
      // Torn now, there is nothing to fall back to.
      await here.place.cut(documentKey("aging"), "half");
      expect(await store.readDocument("aging")).toBeUndefined();
      expect(await store.replaceDocument("aging", undefined, bytes("new"))).toBe(true);
      await store.close();
    });
  });

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

  group("uses", (here) => {
    test("are remembered to the hour, by whichever process saw the latest", async () => {
      let time = noon;
      const store = await here.place.open(() => time);
      const other = await here.place.open(() => time + 5 * hourMs);
      expect(await store.lastUse(ledger)).toBeUndefined();
      store.noteUse(ledger);
      expect(await store.lastUse(ledger)).toBe(Math.floor(noon / hourMs) * hourMs);
      other.noteUse(ledger);
      await other.close();
      time += hourMs;
      store.noteUse(ledger);
      await store.flushUses();
      expect(await here.store.lastUse(ledger)).toBe(Math.floor(noon / hourMs) * hourMs + 5 * hourMs);
      expect((await here.store.lastUses()).get("example.com/Ledger@v1.0.0")).toBe(
        Math.floor(noon / hourMs) * hourMs + 5 * hourMs,
      );
      await store.close();
    });

    test("are written when there are many, and forgotten after years", async () => {
      const path = "example.com/many";
      const store = await here.place.open(() => noon + 10 * hourMs);
      for (let number = 0; number < 2500; number++) store.noteUse({ path, version: `v1.${number}.0` });
      await store.flushUses();
      expect([...(await here.store.lastUses()).keys()].filter((name) => name.startsWith(path))).toHaveLength(
        2500,
      );
      await store.close();
      const later = await here.place.open(() => noon + 3 * 365 * 24 * hourMs);
      for (let number = 0; number < 500; number++) later.noteUse({ path, version: `v2.${number}.0` });
      await later.close();
      const names = [...(await here.store.lastUses()).keys()].filter((name) => name.startsWith(path));
      expect(names.filter((name) => name.includes("@v1"))).toEqual([]);
      expect(names).toHaveLength(500);
    });
  });

  group("a place", (here) => {
    test("is laid out as it says, and refused when it says something else", async () => {
      const other = await here.place.open();
      await other.close();
      await here.place.write("format", "breakwater-store 2\n");
      await expect(here.place.open()).rejects.toThrow(
        'its format is "breakwater-store 2", not "breakwater-store 1"',
      );
    });
  });

  group("evidence", (here) => {
    test("stays with its bytes, once", async () => {
      const blob = await put(here.store, "poison");
      const evidence = { kind: "poison", text: "h1:a is not h1:b\n", blob };
      const place = await here.store.keepEvidence(evidence);
      expect(place).toContain("poison");
      expect(await here.store.keepEvidence(evidence)).toBe(place);
      expect(await gather(here.store.evidence())).toEqual([
        { ...evidence, place: place ?? "", at: expect.any(Number) as unknown as number },
      ]);
    });

    test("keeps no more refused bytes than a gibibyte", async () => {
      const large = { kind: "large", text: "one", blob: { sha256: "1".repeat(64), size: 1 << 30 } };
      await here.store.keepEvidence(large);
      await here.store.keepEvidence({ ...large, text: "two", blob: { sha256: "2".repeat(64), size: 10 } });
      const kept = (await gather(here.store.evidence())).filter(({ kind }) => kind === "large");
      // The bytes of the test before this one are there already.
      expect(kept.map(({ text, blob }) => `${text} ${blob?.size}`).sort()).toEqual([
        "one undefined",
        "two 10",
      ]);
    });

    test("of one kind ends at 200, and keeps out no other kind", async () => {
      for (let count = 0; count < 199; count++)
        expect(await here.store.keepEvidence({ kind: "poison", text: `lie ${count}` })).toBeDefined();
      expect(await here.store.keepEvidence({ kind: "poison", text: "one too many" })).toBeUndefined();
      expect(await here.store.keepEvidence({ kind: "Fork/..", text: "fork" })).toBeDefined();
      expect(await gather(here.store.evidence())).toHaveLength(203);
    });
  });
}
