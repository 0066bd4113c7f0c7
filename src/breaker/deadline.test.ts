import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Deadline } from "./deadline.ts";

describe("a deadline", () => {
  test("what is passed down is what is left", () => {
    const deadline = Deadline.after(10_000, 500);
    expect(deadline.remainingMs(3500)).toBe(7000);
    expect(deadline.isOver(10_499)).toBe(false);
    expect([deadline.isOver(10_500), deadline.remainingMs(99_999)]).toEqual([true, 0]);
  });

  test("a step may have less, never more", () => {
    const deadline = Deadline.after(10_000, 0);
    expect(deadline.atMost(5000, 1000).remainingMs(2000)).toBe(4000);
    expect(deadline.atMost(50_000, 1000).remainingMs(2000)).toBe(8000);
    expect(deadline.atMost(-5, 1000).isOver(1000)).toBe(true);
  });

  test("a head of chain that hangs leaves the next two their time", () => {
    const deadline = Deadline.after(9000, 0);
    const head = deadline.share({ attempts: 3, now: 0 });
    expect(head.remainingMs(0)).toBe(3000);
    const second = deadline.share({ attempts: 2, now: 3000 });
    expect(second.remainingMs(3000)).toBe(3000);
    expect(deadline.share({ attempts: 1, now: 4000 }).remainingMs(4000)).toBe(5000);
    expect(deadline.share({ attempts: 0, now: 4000 }).remainingMs(4000)).toBe(5000);
  });

  test("a clock that jumps back gives nobody a day more", () => {
    const deadline = Deadline.after(10_000, 86_400_000);
    deadline.remainingMs(86_404_000);
    expect(deadline.remainingMs(0)).toBe(6000);
    expect(deadline.remainingMs(1000)).toBe(5000);
  });

  test("steps of steps never outlive their deadline", () => {
    fc.assert(
      fc.property(
        fc.nat(10_000),
        fc.array(fc.tuple(fc.integer({ min: -100, max: 5000 }), fc.nat(20_000))),
        (ms, steps) => {
          const whole = Deadline.after(ms, 0);
          let step = whole;
          let now = 0;
          for (const [gap, most] of steps) {
            now += gap;
            step = step.atMost(most, now);
            expect(step.remainingMs(now)).toBeLessThanOrEqual(Math.min(most, whole.remainingMs(now)));
          }
        },
      ),
    );
  });
});
