import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addressAt, createS3Place, startS3 } from "./_s3-place.ts";
import { storeSuite } from "./_store-suite.ts";
import { openS3Store } from "./open-s3-store.ts";

const server = await startS3("gofakes3");
if (typeof server === "string") {
  test.skip(`a bucket: ${server}`, () => undefined);
  console.log(`SKIPPED: the store in a bucket: ${server}`);
} else {
  afterAll(() => server.stop());
  storeSuite("bucket", async () => createS3Place(server));
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
