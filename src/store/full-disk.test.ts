/** A disk that is full: a small tmpfs, which only root may mount. */
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { put } from "./_store-place.ts";
import { contentOf, expectHealed, infoOf, recordParts, versionOf } from "./_written.ts";
import { openFileStore } from "./open-file-store.ts";

const folder = mkdtempSync(join(tmpdir(), "full-"));
const mounted = Bun.which("mount")
  ? Bun.spawnSync(["mount", "-t", "tmpfs", "-o", "size=1200k", "breakwater", folder])
  : undefined;
const isMounted = mounted?.success === true;
if (!isMounted) console.log(`SKIPPED: a store on a full disk: ${mounted?.stderr ?? "there is no mount"}`);

afterAll(() => {
  if (isMounted) Bun.spawnSync(["umount", "-l", folder]);
  rmSync(folder, { recursive: true, force: true });
});

test.skipIf(!isMounted)(
  "a full disk refuses what is new, keeps what is there, and heals with room",
  async () => {
    const place = join(folder, "store");
    const ballast = join(folder, "ballast");
    writeFileSync(ballast, Buffer.alloc(500_000));
    const promises = new Set<string>();
    let refused = 0;
    const storeAll = async (first: number, last: number): Promise<void> => {
      const store = await openFileStore({ folder: place, now: Date.now });
      for (let number = first; number < last; number++) {
        const writer = await store.newBlob();
        try {
          await writer.write(contentOf(number, "zip"));
          const zip = await writer.finish();
          const mod = await put(store, contentOf(number, "mod"));
          const info = await put(store, infoOf(number));
          await store.commit({ ...versionOf(number), ...recordParts(number), zip, mod, info });
          promises.add(`whole ${number}`);
        } catch (error) {
          expect(String(error)).toMatch(/ENOSPC|no space/i);
          refused++;
        } finally {
          await writer.abandon();
        }
      }
      await store.close();
    };
    await storeAll(0, 60);
    expect(refused).toBeGreaterThan(10);
    expect(promises.size).toBeGreaterThan(3);
    const before = promises.size;
    expect(await expectHealed(place, promises)).toBeGreaterThanOrEqual(before);

    rmSync(ballast);
    refused = 0;
    await storeAll(60, 64);
    expect(refused).toBe(0);
    expect(await expectHealed(place, promises)).toBeGreaterThanOrEqual(before + 4);
    rmSync(place, { recursive: true });
  },
);

test.skipIf(!isMounted)("a disk that has become read-only is served, also after a restart", async () => {
  const place = join(folder, "readonly");
  const store = await openFileStore({ folder: place, now: Date.now });
  const zip = await put(store, contentOf(1, "zip"));
  await store.commit({ ...versionOf(1), ...recordParts(1), zip });
  expect(Bun.spawnSync(["mount", "-o", "remount,ro", folder]).stderr.toString()).toBe("");
  const again = await openFileStore({ folder: place, now: Date.now });
  try {
    for (const each of [store, again]) {
      expect(await each.read(versionOf(1))).toMatchObject({ zip });
      expect(contentOf(1, "zip").equals((await each.readBlob(zip)) ?? new Uint8Array(0))).toBe(true);
      await expect(put(each, "new")).rejects.toThrow(/EROFS/);
      await expect(each.replaceDocument("list", undefined, Buffer.from("x"))).rejects.toThrow(/EROFS/);
      await expect(each.remove(versionOf(1), { why: "test" })).rejects.toThrow(/EROFS/);
    }
    await expect(openFileStore({ folder: join(folder, "new"), now: Date.now })).rejects.toThrow(/EROFS/);
  } finally {
    Bun.spawnSync(["mount", "-o", "remount,rw", folder]);
  }
  for (const each of [store, again]) {
    expect(await each.remove(versionOf(1), { why: "test" })).toBe(each === store);
    expect((await put(each, "new")).size).toBe(3);
    await each.close();
  }
});
