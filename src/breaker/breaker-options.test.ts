import { describe, expect, test } from "bun:test";
import { type BreakerOptions, breakerSettings } from "./breaker-options.ts";

describe("options of a breaker", () => {
  test("the longest opening is never shorter than the shortest", () => {
    expect(breakerSettings({ openMs: 600_000 }).maxOpenMs).toBe(600_000);
    expect(breakerSettings({}).maxOpenMs).toBe(300_000);
  });

  const wrong: readonly (readonly [BreakerOptions, string])[] = [
    [{ windowMs: 0 }, "windowMs must be above 0, got 0"],
    [{ windowMs: Number.NaN }, "windowMs must be above 0, got NaN"],
    [{ slots: 0 }, "slots must be a whole number from 1 to 1000, got 0"],
    [{ minCalls: 2.5 }, "minCalls must be a whole number"],
    [{ failureRatio: 0 }, "failureRatio must be above 0 and at most 1, got 0"],
    [{ failureRatio: 60 }, "failureRatio must be above 0 and at most 1, got 60"],
    [{ slowRatio: 0.5 }, "slowRatio needs slowCallMs: without it no call is slow"],
    [{ slowCallMs: -1 }, "slowCallMs must be above 0, got -1"],
    [{ slowCallMs: 1, slowRatio: 2 }, "slowRatio must be above 0 and at most 1, got 2"],
    [{ failuresInARow: 101 }, "failuresInARow must be a whole number from 1 to 100, got 101"],
    [{ openMs: 10, maxOpenMs: 9 }, "maxOpenMs must be at least openMs (10), got 9"],
    [{ maxOpenMs: Number.POSITIVE_INFINITY }, "maxOpenMs must be at least openMs (5000), got Infinity"],
    [{ trialCalls: 0 }, "trialCalls must be a whole number from 1 to 1000, got 0"],
    [{ trialTimeoutMs: 0 }, "trialTimeoutMs must be above 0, got 0"],
  ];
  for (const [options, message] of wrong)
    test(`${JSON.stringify(options)} is refused with its range`, () => {
      expect(() => breakerSettings(options)).toThrow(new RangeError(message).message);
    });
});
