import { expect, test } from "bun:test";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createFilePlace } from "./_file-place.ts";
import { gather, put, recordOf } from "./_store-place.ts";
import { storeSuite } from "./_store-suite.ts";
import { upkeepSuite } from "./_upkeep-suite.ts";

storeSuite("folder", async () => createFilePlace());
upkeepSuite("folder", async () => createFilePlace());

test("a log whose last line was cut off goes on behind it", async () => {
  const place = createFilePlace();
  const store = await place.open();
  await store.audit({ action: "one", subject: "a", why: "b" });
  await Bun.write(
    `${place.folder}/audit.log`,
    `${await Bun.file(`${place.folder}/audit.log`).text()}\nabc {"ac`,
  );
  await store.audit({ action: "two", subject: "a", why: "b" });
  expect((await gather(store.auditLog())).map(({ action }) => action)).toEqual(["one", "two"]);
  await store.close();
});

const version = { path: "example.com/x", version: "v1.0.0" };

test("a store whose folders are cleared away while it runs goes on", async () => {
  const place = createFilePlace();
  const store = await place.open();
  await store.commit(await recordOf(store, version, { mod: "module x\n" }));
  for (const name of ["tmp", "versions", "blobs", "documents", "."]) {
    rmSync(join(place.folder, name), { recursive: true, force: true });
    const record = await recordOf(store, version, { mod: "module x\n", zip: "zip" });
    expect(["committed", "merged"]).toContain(await store.commit(record));
    expect(await store.read(version)).toEqual(record);
  }
  await store.close();
});

test("what the disk does not give is a failure, and no absence", async () => {
  const place = createFilePlace();
  const store = await place.open();
  await store.commit(await recordOf(store, version, { mod: "module x\n" }));
  // As good as a bad sector: there is a name, and no bytes can be read.
  mkdirSync(join(place.folder, "versions/example.com/x/@v/v1.0.0.00000002"));
  await expect(store.read(version)).rejects.toThrow(/^Cannot read ".*v1\.0\.0\.00000002": /);
  await expect(store.commit(await recordOf(store, version, { zip: "other" }))).rejects.toThrow("Cannot read");
  await store.close();
});

test("bytes that end early while they are read end in a failure", async () => {
  const place = createFilePlace();
  const store = await place.open();
  const ref = await put(store, Buffer.alloc(1_000_000, "a"));
  const blob = await store.openBlob(ref);
  await place.damageBlob(ref.sha256, "half");
  await expect(gather(blob?.read() ?? new ReadableStream<Uint8Array>())).rejects.toThrow(
    /ends at byte 500000/,
  );
  await store.close();
});
