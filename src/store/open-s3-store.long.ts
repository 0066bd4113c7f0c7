/** The suite of the store on a second server of others, and many steps on the first. */
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { freshSeed } from "../../test/seed-of-run.ts";
import { runStops, whyNoTrace } from "./_kill-series.ts";
import { addressAt, createS3Place, startS3 } from "./_s3-place.ts";
import { storeSuite } from "./_store-suite.ts";
import { walk, walkStore } from "./_store-walk.ts";
import { upkeepSuite } from "./_upkeep-suite.ts";

for (const program of ["gofakes3", "versitygw"] as const) {
  const server = await startS3(program);
  if (typeof server === "string") {
    console.log(`SKIPPED: the store in ${program}: ${server}`);
    continue;
  }
  afterAll(() => server.stop());
  storeSuite(program, async () => createS3Place(server));
  upkeepSuite(program, async () => createS3Place(server));

  test.skipIf(whyNoTrace() !== undefined)(
    `a writer that is killed while it speaks to ${program} leaves nothing wrong`,
    async () => {
      const spool = mkdtempSync(join(tmpdir(), "spool-"));
      const address = addressAt(server.endpoint, `killed-${crypto.randomUUID()}`);
      const stops = Array.from({ length: 60 }, (_, at) => ({
        call: "sendto",
        at: at + 1,
        effect: "signal=KILL",
      }));
      const results = await runStops(stops, 6, JSON.stringify({ address, spool }));
      const hits = results.filter(({ isHit }) => isHit).length;
      console.log(`kill -9 of a writer into ${program}: ${hits} points`);
      expect(hits).toBeGreaterThan(40);
    },
    3_600_000,
  );

  test(`${program} does what the model does`, async () => {
    const seed = freshSeed();
    let steps = 0;
    await fc.assert(
      fc.asyncProperty(walk, async (operations) => {
        const place = createS3Place(server);
        steps += await walkStore(place, operations);
        await place.remove();
      }),
      { numRuns: 60, seed },
    );
    console.log(`steps of the store in ${program} against its model: seed ${seed}, ${steps} steps`);
    expect(steps).toBeGreaterThan(1500);
  }, 3_600_000);
}
