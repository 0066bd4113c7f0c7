/** The walks of breaker-model.test.ts at full length: more than a million steps. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { breakerOptions, step, type Tally, walk } from "./_walk.ts";

test("a breaker does in a million steps what the model does", () => {
  const seed = Number(process.env.BREAKWATER_SEED ?? Date.now() % 2 ** 31);
  const tally: Tally = new Map();
  let steps = 0;
  const longer = fc.array(step, { minLength: 400, maxLength: 400, size: "max" });
  fc.assert(
    fc.property(breakerOptions, longer, fc.integer({ min: 1 }), (options, all, chance) => {
      steps += all.length;
      walk({ options, steps: all, seed: chance, tally });
    }),
    { numRuns: 5000, seed },
  );
  const changes = [...tally.values()].reduce((sum, count) => sum + count, 0);
  console.log(`breaker against its model: ${steps} steps, ${changes} changes of state, seed ${seed}`);
  expect(steps).toBeGreaterThanOrEqual(1_000_000);
  expect(tally.size).toBeGreaterThanOrEqual(15);
});
