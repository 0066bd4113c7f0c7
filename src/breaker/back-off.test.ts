import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { backOffMs } from "./back-off.ts";

describe("a back-off", () => {
  test("full jitter spreads from nothing to a ceiling that doubles", () => {
    const at = (attempt: number, share: number): number =>
      backOffMs({ attempt, baseMs: 100, maxMs: 1000, random: () => share });
    expect([0, 1, 2, 3, 4, 5000].map((attempt) => at(attempt, 0.5))).toEqual([50, 100, 200, 400, 500, 500]);
    expect(at(3, 0)).toBe(0);
  });

  test("with the base as its least, the first wait is exactly that", () => {
    const at = (attempt: number): number =>
      backOffMs({ attempt, baseMs: 60_000, minMs: 60_000, maxMs: 300_000, random: () => 0.5 });
    expect([0, 1, 2, 3].map(at)).toEqual([60_000, 90_000, 150_000, 180_000]);
  });

  test("it stays between least and most, even by a broken source of chance", () => {
    const share = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, -1, 2, Number.POSITIVE_INFINITY));
    fc.assert(
      fc.property(fc.nat(2000), fc.nat(5000), share, (attempt, minMs, random) => {
        const ms = backOffMs({ attempt, baseMs: 50, minMs, maxMs: 5000, random: () => random });
        expect(ms).toBeGreaterThanOrEqual(minMs);
        expect(ms).toBeLessThanOrEqual(5000);
      }),
    );
  });
});
