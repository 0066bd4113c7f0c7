import { expect, test } from "bun:test";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hashGoMod } from "../go/dirhash.ts";
import { openFileStore } from "./open-file-store.ts";

test("a version is served as far as its record says", async () => {
  const folder = mkdtempSync(join(tmpdir(), "store-"));
  const store = await openFileStore({ folder, now: () => 1_700_000_000_000 });
  const version = { path: "example.com/Ledger", version: "v1.0.0" };
  const bytes = Buffer.from("module example.com/Ledger\n");
  const writer = await store.newBlob();
  await writer.write(bytes);
  const mod = await writer.finish();
  const record = {
    ...version,
    mod,
    sums: { mod: hashGoMod(bytes) },
    proof: "log" as const,
    upstream: "https://proxy.example.com",
    storedAt: 1_700_000_000_000,
  };
  expect(await store.read(version)).toBeUndefined();
  expect(await store.commit(record)).toBe("committed");
  expect(await store.read(version)).toEqual(record);
  expect(await store.commit({ ...record, sums: { mod: "h1:other" } })).toBe("conflict");
  await store.close();
  const again = await openFileStore({ folder, now: () => 1_700_000_000_000 });
  expect(await again.read(version)).toEqual(record);
  expect(await again.readBlob(mod)).toEqual(bytes);
  await again.close();
});
