import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import fc from "fast-check";
import { freshSeed } from "../../test/seed-of-run.ts";
import { createFilePlace } from "./_file-place.ts";
import { walk, walkStore } from "./_store-walk.ts";

/** In memory where there is such a folder: a hundred thousand steps sync a million times. */
const parent = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

test("a folder does what the model does, over a hundred thousand steps of two processes", async () => {
  const seed = freshSeed();
  let steps = 0;
  await fc.assert(
    fc.asyncProperty(walk, async (operations) => {
      const place = createFilePlace(parent);
      try {
        steps += await walkStore(place, operations);
      } finally {
        await place.remove();
      }
    }),
    { numRuns: 3000, seed },
  );
  console.log(`steps of the store against its model: seed ${seed}, ${steps} steps`);
  expect(steps).toBeGreaterThanOrEqual(100_000);
}, 7_200_000);
