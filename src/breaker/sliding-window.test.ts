import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ratioOf, SlidingWindow } from "./sliding-window.ts";

const failed = { isFailure: true, isSlow: false };
const slow = { isFailure: false, isSlow: true };

describe("a sliding window", () => {
  test("a window forgets what happened before an idle hour", () => {
    const window = new SlidingWindow({ windowMs: 10_000, slots: 10 });
    for (let call = 0; call < 9; call++) window.record(failed, 500);
    window.record(failed, 3_600_500);
    expect(window.counts(3_600_500)).toEqual({ calls: 1, failures: 1, slow: 0 });
  });

  test("an idle time of exactly one round of the ring leaves nothing in the slot that comes again", () => {
    const window = new SlidingWindow({ windowMs: 10_000, slots: 10 });
    window.record(failed, 500);
    expect(window.counts(11_500).calls).toBe(0);
    window.record(slow, 11_500);
    expect(window.counts(11_500)).toEqual({ calls: 1, failures: 0, slow: 1 });
  });

  test("a failed call may be slow too", () => {
    const window = new SlidingWindow({ windowMs: 1000, slots: 1 });
    window.record({ isFailure: true, isSlow: true }, 0);
    expect(window.counts(0)).toEqual({ calls: 1, failures: 1, slow: 1 });
  });

  test("a call is remembered for the whole window and forgotten at most one slot later", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 1, max: 50 }),
        fc.nat(1_000_000),
        (windowMs, slots, at) => {
          const window = new SlidingWindow({ windowMs, slots });
          window.record(failed, at);
          expect(window.counts(at + windowMs * 0.999).calls).toBe(1);
          expect(window.counts(at + windowMs + (windowMs / slots) * 1.001).calls).toBe(0);
        },
      ),
    );
  });

  test("another shape of the same or a longer time keeps every count", () => {
    const shape = fc.record({
      windowMs: fc.integer({ min: 100, max: 9999 }),
      slots: fc.integer({ min: 1, max: 30 }),
    });
    fc.assert(
      fc.property(fc.array(fc.nat(300), { maxLength: 100 }), shape, shape, (gaps, first, second) => {
        const window = new SlidingWindow(first);
        let at = 0;
        for (const [index, gap] of gaps.entries()) {
          at += gap;
          window.record({ isFailure: index % 2 === 0, isSlow: index % 3 === 0 }, at);
        }
        const before = window.counts(at);
        // One slot more than it promised may be remembered: room for that one too.
        const windowMs = first.windowMs + first.windowMs / first.slots + second.windowMs;
        window.reshape({ windowMs, slots: second.slots }, at);
        expect(window.counts(at)).toEqual(before);
        expect(window.counts(at + windowMs * 2 + 1).calls).toBe(0);
      }),
    );
  });

  test("reshaping again and again keeps nothing alive", () => {
    const window = new SlidingWindow({ windowMs: 10_000, slots: 10 });
    window.record(failed, 100);
    for (let at = 200; at < 12_000; at += 200)
      window.reshape({ windowMs: 10_000, slots: at % 400 === 0 ? 10 : 7 }, at);
    expect(window.counts(12_000).calls).toBe(0);
  });

  test("a shorter window drops what is too old for it", () => {
    const window = new SlidingWindow({ windowMs: 60_000, slots: 6 });
    window.record(failed, 0);
    window.record(failed, 50_000);
    window.reshape({ windowMs: 5000, slots: 5 }, 51_000);
    expect(window.counts(51_000).calls).toBe(1);
  });

  test("a time before the newest counts in the newest slot and destroys nothing", () => {
    const window = new SlidingWindow({ windowMs: 1000, slots: 2 });
    window.record(failed, 10_000);
    window.record(failed, 0);
    expect(window.counts(10_000).calls).toBe(2);
  });

  test("the share of nothing is 0", () => {
    expect(ratioOf(0, 0)).toBe(0);
    expect(ratioOf(3, 5)).toBe(0.6);
  });

  test("a shape that is none is a RangeError with the value", () => {
    expect(() => new SlidingWindow({ windowMs: 0, slots: 1 })).toThrow("windowMs must be above 0, got 0");
    expect(() => new SlidingWindow({ windowMs: 1, slots: 1.5 })).toThrow("got 1.5");
  });
});
