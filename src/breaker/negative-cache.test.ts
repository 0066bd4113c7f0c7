import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { NegativeCache } from "./negative-cache.ts";

describe("a negative cache", () => {
  test("an absence is remembered with its reason, and not for long", () => {
    const cache = new NegativeCache<string>({ ttlMs: 1000 });
    cache.set("example.com/m/@v/v1.0.0.info", "gone", 0);
    expect(cache.get("example.com/m/@v/v1.0.0.info", 999)).toBe("gone");
    expect(cache.get("example.com/m/@v/v1.0.0.info", 1000)).toBeUndefined();
    expect(cache.size).toBe(0);
  });

  test("what was published since is forgotten at once", () => {
    const cache = new NegativeCache<number>();
    cache.set("m", 404, 0);
    cache.delete("m");
    expect(cache.get("m", 1)).toBeUndefined();
    cache.set("m", 404, 2);
    cache.clear();
    expect([cache.get("m", 3), cache.size]).toEqual([undefined, 0]);
  });

  test("a clock that jumps back keeps nothing for a day", () => {
    const cache = new NegativeCache<number>({ ttlMs: 1000 });
    cache.set("m", 404, 86_400_000);
    expect(cache.get("m", 0)).toBe(404);
    expect(cache.get("m", 1000)).toBeUndefined();
  });

  test("a key that is too long is not kept, nor what was said of it before", () => {
    const cache = new NegativeCache<number>({ maxKeyLength: 3 });
    cache.set("abcd", 1, 0);
    expect([cache.size, cache.get("abcd", 0)]).toEqual([0, undefined]);
  });

  test("it holds what a list would, of the newest so many", () => {
    const step = fc.record({
      key: fc.nat(8),
      gap: fc.nat(300),
      do: fc.constantFrom("set", "set", "set", "get", "get", "delete", "clear"),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(step, { maxLength: 100 }), (maxEntries, steps) => {
        const cache = new NegativeCache<number>({ ttlMs: 1000, maxEntries });
        let all: { key: string; value: number; end: number }[] = [];
        let now = 0;
        for (const [value, { key: number, gap, do: what }] of steps.entries()) {
          const key = `${number}`;
          now += gap;
          if (what === "set") {
            cache.set(key, value, now);
            all = [...all.filter((entry) => entry.key !== key), { key, value, end: now + 1000 }].slice(
              -maxEntries,
            );
          } else if (what === "clear") {
            cache.clear();
            all = [];
          } else if (what === "delete") {
            cache.delete(key);
            all = all.filter((entry) => entry.key !== key);
          } else {
            const known = all.find((entry) => entry.key === key);
            expect(cache.get(key, now)).toBe(known && known.end > now ? known.value : undefined);
            all = all.filter((entry) => entry.key !== key || entry.end > now);
          }
          expect(cache.size).toBe(all.length);
        }
      }),
    );
  });

  test("sizes that are none are refused", () => {
    expect(() => new NegativeCache({ ttlMs: 0 })).toThrow("ttlMs must be above 0, got 0");
    expect(() => new NegativeCache({ maxEntries: 0 })).toThrow("got 0");
  });
});
