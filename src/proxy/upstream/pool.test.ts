import { describe, expect, test } from "bun:test";
import { UpstreamPool } from "./pool.ts";
import type { Upstream } from "./upstream.ts";

const signal = new AbortController().signal;
const upstreamOf = (name: string, more: Partial<Upstream> = {}): Upstream => ({
  name,
  url: `http://${name}`,
  timeoutMs: undefined,
  breaker: {},
  hasOneBreaker: false,
  ...more,
});
const poolOf = (upstreams: readonly Upstream[]): UpstreamPool =>
  new UpstreamPool({ upstreams, clock: { now: () => 1_000_000 }, random: () => 0.5 });

describe("a pool of upstreams", () => {
  test("keeps what it opens below what the runtime can have open, however many upstreams there are", async () => {
    for (const count of [1, 2, 5, 12]) {
      const upstreams = Array.from({ length: count }, (_, n) => upstreamOf(`u${n}`));
      const pool = poolOf(upstreams);
      let inside = 0;
      for (const upstream of upstreams)
        for (const cls of ["meta", "zip", "log"] as const)
          for (let n = 0; n < 300; n++)
            void pool.enter(upstream, cls, { signal, limitMs: 60_000 }).then((place) => {
              if (place) inside++;
            });
      await Promise.resolve();
      await Promise.resolve();
      expect(inside).toBeGreaterThan(100);
      expect(inside).toBeLessThanOrEqual(200);
    }
  });

  test("a place is not waited for longer than for an answer, and not by whoever has left", async () => {
    const only = upstreamOf("only");
    const pool = poolOf([only]);
    const held = [];
    for (let n = 0; n < 64; n++) held.push(await pool.enter(only, "meta", { signal, limitMs: 10 }));
    expect(await pool.enter(only, "meta", { signal, limitMs: 10 })).toBeUndefined();
    const leave = new AbortController();
    const left = pool.enter(only, "meta", { signal: leave.signal, limitMs: 10_000 });
    leave.abort(new Error("gone"));
    expect(left).rejects.toThrow("gone");
    const next = pool.enter(only, "meta", { signal, limitMs: 10_000 });
    held[0]?.leave();
    expect(await next).toBeDefined();
    // Another class has its own places.
    expect(await pool.enter(only, "zip", { signal, limitMs: 10 })).toBeDefined();
  });

  test("a new configuration keeps the state of breakers that are still there", () => {
    const [one, two] = [upstreamOf("one"), upstreamOf("two")];
    const pool = poolOf([one, two]);
    const breaker = pool.breaker(one, "meta");
    for (let n = 0; n < 8; n++) {
      const call = breaker.tryCall(1_000_000);
      if (call.kind === "allowed") call.finish("failure", 1_000_000);
    }
    expect(breaker.snapshot(1_000_000).state).toBe("open");
    const changed = upstreamOf("one", { url: "http://elsewhere" });
    pool.reconfigure([changed, upstreamOf("three")]);
    expect(pool.breaker(changed, "meta").snapshot(1_000_000).state).toBe("open");
    expect([...pool.snapshots()].map(({ upstream, cls }) => `${upstream} ${cls}`)).toEqual([
      "one meta",
      "one zip",
      "one log",
      "three meta",
      "three zip",
      "three log",
    ]);
    pool.close();
  });

  test("an upstream with parameters of its own has one breaker for everything", () => {
    const only = upstreamOf("only", { hasOneBreaker: true, breaker: { failuresInARow: 3 } });
    const pool = poolOf([only]);
    expect(pool.breaker(only, "meta")).toBe(pool.breaker(only, "zip"));
    expect([...pool.snapshots()]).toHaveLength(1);
  });
});
