import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ForwardClock } from "./forward-clock.ts";

describe("a forward clock", () => {
  test("it begins at zero, whatever the time is", () => {
    expect(new ForwardClock().at(-5)).toBe(0);
    expect(new ForwardClock().at(1_700_000_000_000)).toBe(0);
  });

  test("a day's jump back holds nothing up: the next second is a second", () => {
    const clock = new ForwardClock();
    clock.at(100_000_000);
    expect(clock.at(100_001_000)).toBe(1000);
    expect(clock.at(13_601_000)).toBe(1000);
    expect(clock.at(13_602_000)).toBe(2000);
  });

  test("callers who are late with a time that they read before do not make it run faster", () => {
    const clock = new ForwardClock();
    clock.at(0);
    for (let round = 0; round < 100; round++) {
      expect(clock.at(60_000)).toBe(60_000);
      expect(clock.at(round * 10)).toBe(60_000);
    }
  });

  test("what is not a number is no time", () => {
    const clock = new ForwardClock();
    clock.at(10);
    for (const now of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      expect(clock.at(now)).toBe(0);
    expect(clock.at(15)).toBe(5);
  });

  test("it never goes back, and never runs ahead of the times that go forward", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e15, max: 1e15, noNaN: true })), (times) => {
        const clock = new ForwardClock();
        let before = 0;
        let steps = 0;
        for (const [index, now] of times.entries()) {
          const elapsed = clock.at(now);
          expect(elapsed).toBeGreaterThanOrEqual(before);
          before = elapsed;
          steps += Math.max(0, now - (times[index - 1] ?? now));
          expect(elapsed).toBeLessThanOrEqual(steps * (1 + 1e-9));
        }
      }),
    );
  });
});
