/** How the parts of this room are held together by one who fetches: read `fetchThrough` first. */
import { describe, expect, test } from "bun:test";
import { chance } from "./_walk.ts";
import type { BreakerOptions } from "./breaker-options.ts";
import { BreakerRegistry } from "./breaker-registry.ts";
import { Deadline } from "./deadline.ts";
import { RetryBudget } from "./retry-budget.ts";

interface Upstream {
  readonly name: string;
  /** What an answer is and how long it takes; a hanging one takes for ever. */
  answer(now: number): { isGood: boolean; tookMs: number };
  /** A module whose sum is known, fetched and checked. */
  isProbeGood(now: number): boolean;
  requests: number;
  probes: number;
}

interface World {
  now: number;
  readonly chain: readonly Upstream[];
  readonly breakers: BreakerRegistry;
  readonly budget: RetryBudget;
}

type Answer = { kind: "good"; from: string } | { kind: "unavailable"; retryAfterMs: number };

function fetchThrough(world: World): Answer {
  const deadline = Deadline.after(20_000, world.now);
  world.budget.countRequest();
  let retryAfterMs = Number.POSITIVE_INFINITY;
  for (const [index, upstream] of world.chain.entries()) {
    const breaker = world.breakers.get(upstream.name);
    for (let isFirst = true; isFirst || world.budget.tryRetry(); isFirst = false) {
      const call = breaker.tryCall(world.now);
      if (call.kind === "refused") {
        retryAfterMs = Math.min(retryAfterMs, call.retryAfterMs ?? Number.POSITIVE_INFINITY);
        // In a server this runs beside the request, which does not wait for it.
        if (call.isProbeDue) probe(world, upstream);
        break;
      }
      const step = deadline
        .share({ attempts: world.chain.length - index, now: world.now })
        .atMost(5000, world.now);
      const { isGood, tookMs } = upstream.answer(world.now);
      upstream.requests++;
      const isInTime = tookMs < step.remainingMs(world.now);
      world.now += isInTime ? tookMs : step.remainingMs(world.now);
      call.finish(isGood && isInTime ? "success" : "failure", world.now);
      if (isGood && isInTime) return { kind: "good", from: upstream.name };
      // The next upstream is better than the same again.
      if (index + 1 < world.chain.length) break;
    }
  }
  return { kind: "unavailable", retryAfterMs };
}

function probe(world: World, upstream: Upstream): void {
  const call = world.breakers.get(upstream.name).tryProbe(world.now);
  if (!call) return;
  upstream.probes++;
  call.finish(upstream.isProbeGood(world.now) ? "success" : "failure", world.now);
}

describe("a chain of upstreams behind breakers, deadlines and a retry budget", () => {
  test("a head that fails three times in ten costs no client anything", () => {
    const random = chance(7);
    const world = create([unreliable("head", 0.3, random), reliable("next")], "ratio");
    expect(fetchMany(world, 10_000).good).toBe(10_000);
    expect(world.chain[0]?.requests).toBeLessThanOrEqual(10_000);
  });

  test("a single upstream that fails three times in ten gets at most 1.1 requests for each", () => {
    const world = create([unreliable("only", 0.3, chance(8))], "ratio");
    const { good } = fetchMany(world, 10_000);
    expect(good).toBeGreaterThan(7000 * 1.05);
    expect(world.chain[0]?.requests).toBeLessThanOrEqual(11_000);
  });

  test("a head that hangs costs three time-outs and then nothing, for a minute at a time", () => {
    const world = create([hanging("head"), reliable("next")]);
    const { good, slowest } = fetchMany(world, 20_000);
    expect([good, slowest[3]]).toEqual([20_000, 10]);
    const [head] = world.chain;
    // 20,000 requests take 200 s more than the three time-outs.
    expect([head?.requests, (head?.probes ?? 0) >= 1 && (head?.probes ?? 0) <= 4]).toEqual([3, true]);
  });

  test("an outage is refused at once with a time to come back, and the end of it is seen by one probe", () => {
    let isDown = true;
    const world = create([
      {
        name: "only",
        answer: () => ({ isGood: !isDown, tookMs: 10 }),
        isProbeGood: () => !isDown,
        requests: 0,
        probes: 0,
      },
    ]);
    const [only] = world.chain;
    const outage = fetchMany(world, 1000);
    expect([outage.good, only?.requests]).toEqual([0, 3]);
    expect(outage.lastRetryAfterMs).toBeGreaterThan(0);
    isDown = false;
    world.now += outage.lastRetryAfterMs;
    const probesBefore = only?.probes ?? 0;
    const after = fetchMany(world, 1000);
    expect([after.good, (only?.probes ?? 0) - probesBefore]).toEqual([999, 1]);
  });

  test("a portal that answers everything with a page closes nothing: the probe knows the sum", () => {
    const world = create([
      { ...reliable("only"), answer: () => ({ isGood: false, tookMs: 10 }), isProbeGood: () => false },
    ]);
    fetchMany(world, 100_000);
    expect(world.chain[0]?.requests).toBe(3);
    expect(world.breakers.get("only").snapshot(world.now).state).toBe("open");
  });
});

function fetchMany(
  world: World,
  count: number,
): { good: number; slowest: readonly number[]; lastRetryAfterMs: number } {
  const tookMs: number[] = [];
  let good = 0;
  let lastRetryAfterMs = 0;
  for (let request = 0; request < count; request++) {
    const start = world.now;
    const answer = fetchThrough(world);
    if (answer.kind === "good") good++;
    else lastRetryAfterMs = answer.retryAfterMs;
    tookMs.push(world.now - start);
    // Who is refused at once does not stop the clock.
    if (world.now === start) world.now++;
  }
  return { good, slowest: tookMs.sort((a, b) => b - a), lastRetryAfterMs };
}

/** By the ratio of failures, or by three in a row. */
function create(chain: readonly Upstream[], by: "ratio" | "row" = "row"): World {
  const trip: BreakerOptions = by === "row" ? { failuresInARow: 3, failureRatio: "off" } : {};
  const breakers = new BreakerRegistry({
    optionsOf: () => ({ ...trip, windowMs: 60_000, openMs: 60_000, trialsBy: "probes" }),
    random: chance(1),
  });
  return { now: 1_000_000, chain, breakers, budget: new RetryBudget() };
}

function reliable(name: string): Upstream {
  return {
    name,
    answer: () => ({ isGood: true, tookMs: 10 }),
    isProbeGood: () => true,
    requests: 0,
    probes: 0,
  };
}

function unreliable(name: string, share: number, random: () => number): Upstream {
  return { ...reliable(name), answer: () => ({ isGood: random() >= share, tookMs: 10 }) };
}

function hanging(name: string): Upstream {
  return {
    ...reliable(name),
    answer: () => ({ isGood: false, tookMs: Number.POSITIVE_INFINITY }),
    isProbeGood: () => false,
  };
}
