import { expect, test } from "bun:test";
import fc from "fast-check";
import { breakerOptions, step, type Tally, walk } from "./_walk.ts";

test("a breaker does in every step what the model does that keeps all calls", () => {
  const tally: Tally = new Map();
  const steps = fc.array(step, { minLength: 250, maxLength: 250 });
  fc.assert(
    fc.property(breakerOptions, steps, fc.integer({ min: 1 }), (options, all, seed) =>
      walk({ options, steps: all, seed, tally }),
    ),
    { numRuns: 200 },
  );
  for (const reason of [
    "closed open failures-in-a-row",
    "closed open failure-ratio",
    "closed open slow-ratio",
    "open half-open trial-due",
    "half-open open trial-failed",
    "half-open open trial-slow",
    "half-open open trial-lost",
    "half-open closed trials-passed",
    "open open released",
    "closed closed released",
  ])
    expect([reason, (tally.get(reason) ?? 0) > 0]).toEqual([reason, true]);
});
