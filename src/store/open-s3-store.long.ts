/** The suite of the store on a second server of others, and many steps on the first. */
import { afterAll, expect, test } from "bun:test";
import fc from "fast-check";
import { freshSeed } from "../../test/seed-of-run.ts";
import { createS3Place, startS3 } from "./_s3-place.ts";
import { storeSuite } from "./_store-suite.ts";
import { walk, walkStore } from "./_store-walk.ts";

for (const program of ["gofakes3", "versitygw"] as const) {
  const server = await startS3(program);
  if (typeof server === "string") {
    console.log(`SKIPPED: the store in ${program}: ${server}`);
    continue;
  }
  afterAll(() => server.stop());
  storeSuite(program, async () => createS3Place(server));

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
