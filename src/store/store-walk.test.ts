import { expect, test } from "bun:test";
import fc from "fast-check";
import { createFilePlace } from "./_file-place.ts";
import { walk, walkStore } from "./_store-walk.ts";

test("a folder does what the model does, whatever two processes do in turn", async () => {
  let steps = 0;
  await fc.assert(
    fc.asyncProperty(walk, async (operations) => {
      const place = createFilePlace();
      try {
        steps += await walkStore(place, operations);
      } finally {
        await place.remove();
      }
    }),
    { numRuns: 25 },
  );
  expect(steps).toBeGreaterThan(500);
}, 60_000);
