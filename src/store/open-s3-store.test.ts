import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runStops, runWriter, whyNoTrace } from "./_kill-series.ts";
import { addressAt, createS3Place, startS3 } from "./_s3-place.ts";
import { gather, put } from "./_store-place.ts";
import { storeSuite } from "./_store-suite.ts";
import { upkeepSuite } from "./_upkeep-suite.ts";
import { startWoundedServer } from "./_wounded-server.ts";
import { expectHealed, promisesOf } from "./_written.ts";
import type { ModuleStore } from "./module-store.ts";
import { openS3Store } from "./open-s3-store.ts";

const server = await startS3("gofakes3");
if (typeof server === "string") {
  test.skip(`a bucket: ${server}`, () => undefined);
  console.log(`SKIPPED: the store in a bucket: ${server}`);
} else {
  afterAll(() => server.stop());
  storeSuite("bucket", async () => createS3Place(server));
  upkeepSuite("bucket", async () => createS3Place(server));

  test("bytes of many parts arrive whole", async () => {
    const store = await createS3Place(server).open();
    const bytes = Buffer.alloc(23_456_789);
    for (let at = 0; at < bytes.length; at += 4093) bytes.writeUInt32LE(at, Math.min(at, bytes.length - 4));
    const blob = await store.openBlob(await put(store, bytes));
    if (!blob) throw new Error("no blob");
    expect(Buffer.concat(await gather(blob.read())).equals(bytes)).toBe(true);
    expect(Buffer.concat(await gather(blob.read(20_000_000, 20_000_009)))).toEqual(
      bytes.subarray(20_000_000, 20_000_009),
    );
    await store.close();
  });

  test("lists go on after a thousand names", async () => {
    const place = createS3Place(server);
    const store = await place.open();
    for (let count = 0; count < 1100; count += 50)
      await Promise.all(
        Array.from({ length: 50 }, (_, at) =>
          store.audit({ action: "test", subject: String(count + at), why: "many" }),
        ),
      );
    expect(new Set((await gather(store.auditLog())).map(({ subject }) => subject)).size).toBe(1100);
    await store.close();
  });

  test.skipIf(whyNoTrace() !== undefined)(
    "a writer that is killed while it speaks to the bucket leaves nothing wrong",
    async () => {
      const spool = mkdtempSync(join(tmpdir(), "spool-"));
      const address = addressAt(server.endpoint, `killed-${crypto.randomUUID()}`);
      const points = [1, 9, 17, 30, 46, 71];
      const stops = points.map((at) => ({ call: "sendto", at, effect: "signal=KILL" }));
      const results = await runStops(stops, 6, JSON.stringify({ address, spool }));
      expect(results.filter(({ isHit }) => isHit)).toHaveLength(points.length);
      expect(results.at(-1)?.versions).toBeGreaterThan(2);
    },
    60_000,
  );

  test("replicas that work at once on one bucket keep what each has promised", async () => {
    const home = mkdtempSync(join(tmpdir(), "replicas-"));
    const address = addressAt(server.endpoint, `replicas-${crypto.randomUUID()}`);
    const place = JSON.stringify({ address, spool: join(home, "spool") });
    const said = await Promise.all(
      [0, 30].map((first) => runWriter({ home, folder: place, first, last: first + 9, stop: undefined })),
    );
    const promises = new Set(said.flatMap(({ output }) => [...promisesOf(output)]));
    expect([...promises].filter((promise) => promise.startsWith("whole "))).toHaveLength(18);
    expect(await expectHealed(place, promises)).toBe(18 - 6);
    rmSync(home, { recursive: true, force: true });
  }, 60_000);

  test("answers that get lost cost nothing: each change happens once", async () => {
    const wounded = startWoundedServer(server.endpoint);
    const address = addressAt(wounded.endpoint, `wounded-${crypto.randomUUID()}`);
    const spool = mkdtempSync(join(tmpdir(), "spool-"));
    const open = () => openS3Store({ address, spool, now: Date.now, requestMs: 5000 });
    const stores = [await open(), await open()];
    const countTo = async (store: ModuleStore, count: number): Promise<void> => {
      for (let done = 0; done < count; ) {
        const document = await store.readDocument("count");
        const next = Number(Buffer.from(document?.bytes ?? []).toString()) + 1;
        if (await store.replaceDocument("count", document?.tag, Buffer.from(String(next)))) done++;
      }
    };
    await Promise.all(stores.map((store) => countTo(store, 8)));
    const counted = await stores[0]?.readDocument("count");
    expect(Buffer.from(counted?.bytes ?? []).toString()).toBe("16");
    expect(wounded.wounds()).toBeGreaterThan(10);
    for (const store of stores) await store.close();
    await wounded.stop();
  }, 60_000);
}

test("a server that ignores conditions is not shared", async () => {
  const objects = new Map<string, Uint8Array>();
  const careless = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const { pathname } = new URL(request.url);
      if (request.method === "PUT") objects.set(pathname, await request.bytes());
      if (request.method === "DELETE") objects.delete(pathname);
      return new Response(null, { status: request.method === "DELETE" ? 204 : 200 });
    },
  });
  const spool = mkdtempSync(join(tmpdir(), "spool-"));
  const address = addressAt(`http://127.0.0.1:${careless.port}`, "");
  await expect(openS3Store({ address, spool, now: Date.now })).rejects.toThrow(
    'Cannot share "s3://modules": its server ignores If-None-Match',
  );
  expect(objects.size).toBe(0);
  expect(readdirSync(spool)).toEqual([]);
  await careless.stop(true);
});
