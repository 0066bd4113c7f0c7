import { describe, expect, test } from "bun:test";
import { Hedge } from "./hedge.ts";
import { RetryBudget } from "./retry-budget.ts";

describe("a hedge", () => {
  test("it waits as long as 95 of 100 calls took", () => {
    const hedge = new Hedge({ budget: new RetryBudget() });
    for (let call = 1; call <= 100; call++) hedge.record(call <= 95 ? 40 : 2000, 0);
    expect(Math.abs((hedge.delayMs(0) ?? 0) - 40)).toBeLessThan(0.5);
  });

  test("before it knows enough it does not hedge, nor an idle hour later", () => {
    const hedge = new Hedge({ budget: new RetryBudget(), options: { minCalls: 3 } });
    for (let call = 0; call < 2; call++) hedge.record(40, 0);
    expect(hedge.delayMs(0)).toBeUndefined();
    hedge.record(40, 0);
    expect(hedge.delayMs(0)).toBeDefined();
    expect(hedge.delayMs(3_600_000)).toBeUndefined();
  });

  test("the wait has a least, and beyond its most there is no hedge", () => {
    const hedge = new Hedge({ budget: new RetryBudget(), options: { minCalls: 1, minMs: 25, maxMs: 1000 } });
    hedge.record(2, 0);
    expect(hedge.delayMs(0)).toBe(25);
    for (let call = 0; call < 100; call++) hedge.record(5000, 0);
    expect(hedge.delayMs(0)).toBeUndefined();
  });

  test("second attempts come out of the retry budget", () => {
    const budget = new RetryBudget({ reserve: 1 });
    const hedge = new Hedge({ budget });
    expect([hedge.tryHedge(), hedge.tryHedge(), budget.tryRetry()]).toEqual([true, false, false]);
  });

  test("a share that is none is refused", () => {
    expect(() => new Hedge({ budget: new RetryBudget(), options: { share: 95 } })).toThrow("got 95");
  });
});
