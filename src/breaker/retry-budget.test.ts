import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { RetryBudget } from "./retry-budget.ts";

describe("a retry budget", () => {
  test("ten requests earn one retry, exactly", () => {
    const budget = new RetryBudget();
    for (let request = 0; request < 9; request++) budget.countRequest();
    expect(budget.tryRetry()).toBe(false);
    budget.countRequest();
    expect([budget.tryRetry(), budget.tryRetry()]).toEqual([true, false]);
  });

  test("a healthy day does not save up a storm", () => {
    const budget = new RetryBudget({ burst: 5 });
    for (let request = 0; request < 100_000; request++) budget.countRequest();
    expect(budget.left).toBe(5);
  });

  test("a reserve serves the first requests of a quiet day", () => {
    const budget = new RetryBudget({ reserve: 2 });
    expect([budget.tryRetry(), budget.tryRetry(), budget.tryRetry()]).toEqual([true, true, false]);
  });

  test("an upstream that always fails sees at most 1.1 times the requests", () => {
    const budget = new RetryBudget();
    let sent = 0;
    for (let request = 0; request < 10_000; request++) {
      budget.countRequest();
      sent++;
      while (budget.tryRetry()) sent++;
    }
    expect(sent).toBe(11_000);
  });

  test("in any order retries are at most the share plus the reserve, and from any point on the share plus the burst", () => {
    const percents = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(
        percents,
        fc.nat(10),
        fc.array(fc.boolean(), { maxLength: 500 }),
        fc.nat(500),
        (percent, reserve, asks, from) => {
          const budget = new RetryBudget({ percent, reserve, burst: 10 });
          const all = { requests: 0, retries: 0 };
          const late = { requests: 0, retries: 0 };
          for (const [index, isRetry] of asks.entries()) {
            const isLate = index >= from;
            if (!isRetry) {
              budget.countRequest();
              all.requests++;
              if (isLate) late.requests++;
            } else if (budget.tryRetry()) {
              all.retries++;
              if (isLate) late.retries++;
            }
          }
          expect(all.retries * 100).toBeLessThanOrEqual(all.requests * percent + reserve * 100);
          expect(late.retries * 100).toBeLessThanOrEqual(late.requests * percent + 10 * 100);
        },
      ),
    );
  });

  test("sizes that are none are refused", () => {
    expect(() => new RetryBudget({ percent: 101 })).toThrow("from 0 to 100, got 101");
    expect(new RetryBudget({ burst: 1, reserve: 1 }).left).toBe(1);
    expect(() => new RetryBudget({ burst: 0 })).toThrow("got 0");
    expect(() => new RetryBudget({ burst: 2, reserve: 3 })).toThrow("from 0 to burst (2), got 3");
  });
});
