import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Percentiles } from "./percentiles.ts";

describe("percentiles", () => {
  test("each is within one percent of the duration that was seen at its rank", () => {
    const durations = fc.array(fc.double({ min: 0.1, max: 3_600_000, noNaN: true }), {
      minLength: 1,
      maxLength: 300,
    });
    fc.assert(
      fc.property(durations, fc.double({ min: 0, max: 1, noNaN: true }), (seen, share) => {
        const percentiles = new Percentiles();
        for (const duration of seen) percentiles.record(duration, 0);
        const sorted = seen.toSorted((a, b) => a - b);
        const exact = sorted[Math.max(1, Math.ceil(share * seen.length)) - 1] ?? Number.NaN;
        expect(Math.abs((percentiles.at(share, 0) ?? Number.NaN) / exact - 1)).toBeLessThanOrEqual(0.01);
      }),
      { numRuns: 300 },
    );
  });

  test("the middle and the tail of a thousand calls", () => {
    const percentiles = new Percentiles();
    for (let ms = 1; ms <= 1000; ms++) percentiles.record(ms, 0);
    for (const share of [0.5, 0.95, 0.99, 1])
      expect(Math.abs((percentiles.at(share, 0) ?? 0) - share * 1000)).toBeLessThanOrEqual(share * 10);
  });

  test("an idle hour forgets, and nothing seen is no answer", () => {
    const percentiles = new Percentiles({ windowMs: 60_000, slots: 6 });
    expect(percentiles.at(0.5, 0)).toBeUndefined();
    percentiles.record(100, 0);
    expect(percentiles.count(59_000)).toBe(1);
    expect(percentiles.at(0.5, 3_600_000)).toBeUndefined();
    percentiles.record(200, 3_600_000);
    expect(percentiles.count(3_600_000)).toBe(1);
    expect(Math.abs((percentiles.at(0, 3_600_000) ?? 0) - 200)).toBeLessThanOrEqual(2);
  });

  test("a slot that comes again begins empty", () => {
    const percentiles = new Percentiles({ windowMs: 60_000, slots: 6 });
    for (let call = 0; call < 9; call++) percentiles.record(100, 0);
    percentiles.record(200, 70_000);
    expect(percentiles.count(70_000)).toBe(1);
    expect(percentiles.at(0, 70_000)).toBeGreaterThan(190);
  });

  test("durations that cannot be are counted at the ends, and no number not at all", () => {
    const percentiles = new Percentiles();
    for (const duration of [-5, 0, Number.NEGATIVE_INFINITY]) percentiles.record(duration, 0);
    for (const duration of [1e12, Number.POSITIVE_INFINITY, Number.NaN]) percentiles.record(duration, 0);
    expect(percentiles.count(0)).toBe(5);
    expect(percentiles.at(0, 0)).toBeCloseTo(0.1);
    const longest = percentiles.at(1, 0) ?? 0;
    expect(Math.abs(longest / 3_600_000 - 1)).toBeLessThan(0.01);
  });
});
