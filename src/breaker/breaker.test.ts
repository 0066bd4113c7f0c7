import { heapStats } from "bun:jsc";
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Breaker } from "./breaker.ts";
import type { BreakerOptions } from "./breaker-options.ts";
import type { AllowedCall, CallOutcome } from "./call.ts";
import type { Transition } from "./transition.ts";

const options: BreakerOptions = {
  windowMs: 10_000,
  minCalls: 4,
  failureRatio: 0.5,
  openMs: 1000,
  maxOpenMs: 8000,
};

describe("a breaker that is closed", () => {
  test("it opens at the ratio, with reason and evidence, and not before the minimum of calls", () => {
    const { breaker, seen } = create(options);
    for (const outcome of ["failure", "success", "failure"] as const) call(breaker, outcome, 100);
    expect(breaker.snapshot(100).state).toBe("closed");
    call(breaker, "success", 200);
    expect(seen).toEqual([
      {
        from: "closed",
        to: "open",
        reason: "failure-ratio",
        at: 200,
        evidence: { calls: 4, failures: 2, slow: 0, failuresInARow: 0, trialsPassed: 0, openings: 1 },
        openForMs: 1000,
      },
    ]);
  });

  test("slow calls open it though each succeeds", () => {
    const { breaker, seen } = create({ ...options, slowCallMs: 2300, slowRatio: 0.5 });
    const calls = [0, 1, 2, 3].map(() => allowed(breaker, 0));
    for (const [index, call] of calls.entries()) call.finish("success", index < 2 ? 2299 : 2300);
    expect(seen.map(({ reason, evidence }) => [reason, evidence.slow])).toEqual([["slow-ratio", 2]]);
  });

  test("without a slow ratio slow calls are only counted, also on trial", () => {
    const { breaker } = create({ ...options, slowCallMs: 10 });
    for (const call of [0, 1, 2, 3].map(() => allowed(breaker, 0))) call.finish("success", 50);
    expect(breaker.snapshot(50)).toMatchObject({ state: "closed", window: { slow: 4 }, totals: { slow: 4 } });
    for (let round = 0; round < 4; round++) call(breaker, "failure", 60);
    allowed(breaker, 1060).finish("success", 1100);
    expect(breaker.snapshot(1100).state).toBe("closed");
  });

  test("nine failures, an idle hour and one more failure do not open it", () => {
    const { breaker } = create({ ...options, minCalls: 10 });
    for (let round = 0; round < 9; round++) call(breaker, "failure", round);
    call(breaker, "failure", 3_600_000);
    expect(breaker.snapshot(3_600_000)).toMatchObject({ state: "closed", window: { calls: 1 } });
  });

  test("ignored calls count for nothing, not even between failures in a row", () => {
    const { breaker, seen } = create({ ...options, failuresInARow: 2 });
    for (const outcome of ["failure", "ignored", "failure"] as const) call(breaker, outcome, 1);
    expect(seen.map(({ reason }) => reason)).toEqual(["failures-in-a-row"]);
  });

  test("a steady stream below the ratio never opens it", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3000), { maxLength: 300 }), (gaps) => {
        const { breaker, seen } = create({ ...options, minCalls: 1, failureRatio: 0.6 });
        let now = 0;
        // One failure after each success: never more than half of any window that begins with a success.
        for (const gap of gaps) {
          now += gap;
          call(breaker, "success", now);
          call(breaker, "failure", now);
        }
        expect(seen).toEqual([]);
      }),
    );
  });
});

describe("a breaker that is open", () => {
  test("it refuses every call until it is time, and says how long", () => {
    const { breaker } = open(options);
    expect(breaker.tryCall(400)).toEqual({
      kind: "refused",
      state: "open",
      retryAfterMs: 600,
      isProbeDue: false,
    });
    expect(breaker.tryProbe(999)).toBeUndefined();
    expect(breaker.tryCall(1000).kind).toBe("allowed");
  });

  test("answers of calls that began before it opened come too late to count", () => {
    const { breaker } = create({ ...options, failuresInARow: 1 });
    const late = allowed(breaker, 0);
    call(breaker, "failure", 0);
    expect(late.finish("success", 10)).toBe(false);
    const trial = allowed(breaker, 1000);
    const later = late.finish("success", 1001);
    expect([later, breaker.snapshot(1001).state]).toEqual([false, "half-open"]);
    expect(trial.finish("success", 1002)).toBe(true);
    expect(breaker.snapshot(1002)).toMatchObject({
      state: "closed",
      totals: { late: 1, success: 1, failure: 1 },
    });
  });

  test("each failed trial doubles the ceiling, up to the longest; a quiet window forgets that", () => {
    const { breaker, seen } = open(options, () => 0.999999);
    let now = 0;
    for (let round = 0; round < 5; round++) {
      now += 8000;
      call(breaker, "failure", now);
    }
    call(breaker, "success", now + 8000);
    call(breaker, "failure", now + 18_000);
    for (let round = 0; round < 3; round++) call(breaker, "failure", now + 18_000);
    const waits = seen.flatMap(({ openForMs }) => (openForMs === undefined ? [] : [Math.round(openForMs)]));
    expect(waits).toEqual([1000, 2000, 4000, 8000, 8000, 8000, 1000]);
  });

  test("one that flaps goes on with longer openings", () => {
    const { breaker, seen } = open(options, () => 0.5);
    call(breaker, "success", 1000);
    for (let round = 0; round < 4; round++) call(breaker, "failure", 1001);
    expect(seen.at(-1)).toMatchObject({
      reason: "failure-ratio",
      openForMs: 1500,
      evidence: { openings: 2 },
    });
  });

  test("a clock that jumps a day back holds it open no longer than it was to be", () => {
    const { breaker } = open(options);
    expect(breaker.tryCall(-86_400_000).kind).toBe("refused");
    expect(breaker.tryCall(-86_400_000 + 1000).kind).toBe("allowed");
  });
});

describe("a breaker that is half-open", () => {
  test("it never lets more trials through than its quota, and closes when all of them succeed", () => {
    const { breaker } = open({ ...options, trialCalls: 3 });
    const trials = [allowed(breaker, 1000), allowed(breaker, 1000), allowed(breaker, 1000)];
    expect(breaker.tryCall(1000)).toMatchObject({ kind: "refused", state: "half-open", retryAfterMs: 0 });
    trials[0]?.finish("success", 1001);
    expect(breaker.tryCall(1001).kind).toBe("refused");
    trials[1]?.finish("ignored", 1002);
    const again = allowed(breaker, 1002);
    trials[2]?.finish("success", 1003);
    expect(breaker.snapshot(1003).state).toBe("half-open");
    again.finish("success", 1004);
    expect(breaker.snapshot(1004)).toMatchObject({ state: "closed", window: { calls: 0 }, trials: 0 });
  });

  test("one failed trial opens it again and makes the others late", () => {
    const { breaker, seen } = open({ ...options, trialCalls: 2 });
    const [first, second] = [allowed(breaker, 1000), allowed(breaker, 1000)];
    first.finish("failure", 1001);
    expect(second.finish("success", 1002)).toBe(false);
    expect(seen.at(-1)).toMatchObject({ from: "half-open", to: "open", reason: "trial-failed" });
  });

  test("a trial that nobody finishes is lost after its time: nothing stays half-open", () => {
    const { breaker, seen } = open({ ...options, trialTimeoutMs: 500 });
    const trial = allowed(breaker, 1000);
    expect(breaker.snapshot(1499).state).toBe("half-open");
    expect(breaker.tryCall(1500)).toMatchObject({ kind: "refused", state: "open" });
    expect(seen.at(-1)?.reason).toBe("trial-lost");
    expect(trial.finish("success", 1501)).toBe(false);
  });

  test("a slow success is no cure where slowness opens it", () => {
    const { breaker, seen } = open({ ...options, slowCallMs: 100, slowRatio: 0.5 });
    allowed(breaker, 1000).finish("success", 1100);
    expect(seen.at(-1)?.reason).toBe("trial-slow");
  });

  test("where only probes may try, ordinary calls are refused and told that a probe is due", () => {
    const { breaker } = open({ ...options, trialsBy: "probes" });
    expect(breaker.tryCall(1000)).toEqual({
      kind: "refused",
      state: "open",
      retryAfterMs: 0,
      isProbeDue: true,
    });
    const probe = breaker.tryProbe(1000);
    expect(breaker.tryCall(1001)).toMatchObject({ state: "half-open", isProbeDue: false });
    expect(breaker.tryProbe(1001)).toBeUndefined();
    probe?.finish("success", 1002);
    expect(breaker.tryProbe(1003)).toBeUndefined();
    expect(breaker.tryCall(1003).kind).toBe("allowed");
  });
});

describe("a breaker that is forced", () => {
  test("forced open it lets nothing through for ever; released, a trial decides", () => {
    const { breaker, seen } = create(options);
    breaker.forceOpen(0, "poison: h1 differs");
    expect(breaker.tryCall(1e9)).toEqual({
      kind: "refused",
      state: "open",
      retryAfterMs: undefined,
      isProbeDue: false,
    });
    expect(breaker.tryProbe(1e9)).toBeUndefined();
    breaker.release(1e9);
    expect(allowed(breaker, 1e9).isTrial).toBe(true);
    expect(seen.map(({ reason, note }) => [reason, note])).toEqual([
      ["forced-open", "poison: h1 differs"],
      ["released", undefined],
      ["trial-due", undefined],
    ]);
  });

  test("forced closed it counts and does not open; released, what it counted opens it", () => {
    const { breaker, seen } = create(options);
    breaker.forceClosed(0);
    for (let round = 0; round < 9; round++) call(breaker, "failure", 1);
    expect(breaker.snapshot(1)).toMatchObject({ state: "closed", isForced: true, window: { failures: 9 } });
    breaker.release(2);
    expect(seen.map(({ reason }) => reason)).toEqual(["forced-closed", "released", "failure-ratio"]);
  });

  test("releasing what nobody forced says nothing", () => {
    const { breaker, seen } = create(options);
    breaker.release(0);
    expect(seen).toEqual([]);
  });
});

describe("a breaker that is reconfigured", () => {
  test("it keeps its counts, and a new threshold judges them at once", () => {
    const { breaker, seen } = create({ ...options, failureRatio: 1 });
    for (const outcome of ["failure", "failure", "success", "success"] as const) call(breaker, outcome, 100);
    breaker.reconfigure({ ...options, failureRatio: 0.9, windowMs: 30_000, slots: 7 }, 200);
    expect(breaker.snapshot(200)).toMatchObject({ state: "closed", window: { calls: 4, failures: 2 } });
    breaker.reconfigure({ ...options, failureRatio: 0.5 }, 300);
    expect(seen.map(({ reason, at }) => [reason, at])).toEqual([["failure-ratio", 300]]);
  });

  test("calls under way still count", () => {
    const { breaker } = create(options);
    const underWay = allowed(breaker, 0);
    breaker.reconfigure({ ...options, windowMs: 1000 }, 1);
    expect(underWay.finish("failure", 2)).toBe(true);
  });

  test("open, it stays open, but no longer than the new longest opening", () => {
    const { breaker } = open({ ...options, openMs: 300_000, maxOpenMs: 300_000 });
    breaker.reconfigure(options, 10);
    expect(breaker.snapshot(10)).toMatchObject({ state: "open", retryAfterMs: 8000 });
  });

  test("half-open, a smaller quota that is already reached closes it", () => {
    const { breaker } = open({ ...options, trialCalls: 3 });
    allowed(breaker, 1000).finish("success", 1001);
    breaker.reconfigure({ ...options, trialCalls: 1 }, 1002);
    expect(breaker.snapshot(1002).state).toBe("closed");
  });

  test("half-open, a shorter time for trials loses those that took longer before anything else", () => {
    const { breaker, seen } = open({ ...options, trialCalls: 2, trialTimeoutMs: 5000 });
    allowed(breaker, 1000).finish("success", 1001);
    allowed(breaker, 1001);
    breaker.reconfigure({ ...options, trialCalls: 1, trialTimeoutMs: 100 }, 2000);
    expect(seen.at(-1)?.reason).toBe("trial-lost");
  });

  test("wrong options change nothing", () => {
    const { breaker } = open(options);
    const before = breaker.snapshot(5);
    expect(() => breaker.reconfigure({ failureRatio: 7 }, 5)).toThrow("failureRatio");
    expect(breaker.snapshot(5)).toEqual(before);
  });
});

describe("what a breaker shows", () => {
  test("metrics: the time open in all, and every change by its kind", () => {
    const { breaker } = open(options);
    expect(breaker.tryCall(500).kind).toBe("refused");
    call(breaker, "failure", 1500);
    call(breaker, "success", 4000);
    const shown = breaker.snapshot(5000);
    expect([shown.totals.refused, shown.last?.reason, shown.last?.at]).toEqual([1, "trials-passed", 4000]);
    expect(shown).toMatchObject({ state: "closed", openMsTotal: 4000, sinceMs: 1000, retryAfterMs: 0 });
    expect(shown.transitions).toEqual([
      { from: "closed", to: "open", reason: "failure-ratio", count: 1 },
      { from: "open", to: "half-open", reason: "trial-due", count: 2 },
      { from: "half-open", to: "open", reason: "trial-failed", count: 1 },
      { from: "half-open", to: "closed", reason: "trials-passed", count: 1 },
    ]);
  });

  test("who is told of a change may ask at once and finds it complete", () => {
    const asked: string[] = [];
    const breaker: Breaker = new Breaker({
      options,
      random: () => 0,
      onTransition: ({ to, at }) =>
        asked.push(`${to} ${breaker.snapshot(at).state} ${breaker.tryCall(at).kind}`),
    });
    for (let round = 0; round < 4; round++) call(breaker, "failure", 0);
    call(breaker, "success", 1000);
    expect(asked).toEqual(["open open refused", "half-open half-open refused", "closed closed allowed"]);
  });

  test("a hundred thousand calls, most of them never finished, leave nothing in memory", () => {
    const { breaker } = create({ ...options, failuresInARow: 3 });
    const run = (from: number): void => {
      for (let now = from; now < from + 100_000; now++) {
        const asked = breaker.tryCall(now);
        if (asked.kind === "allowed" && now % 3 === 0)
          asked.finish(now % 2 === 0 ? "success" : "failure", now);
      }
      Bun.gc(true);
    };
    run(0);
    const before = heapStats().objectCount;
    run(100_000);
    expect(heapStats().objectCount - before).toBeLessThan(5000);
  });
});

function create(options: BreakerOptions, random = (): number => 0): { breaker: Breaker; seen: Transition[] } {
  const seen: Transition[] = [];
  const breaker = new Breaker({ options, random, onTransition: (transition) => seen.push(transition) });
  return { breaker, seen };
}

/** A breaker that opened at 0. */
function open(options: BreakerOptions, random?: () => number): { breaker: Breaker; seen: Transition[] } {
  const created = create(options, random);
  for (let round = 0; round < 4; round++) call(created.breaker, "failure", 0);
  expect(created.breaker.snapshot(0).state).toBe("open");
  return created;
}

function allowed(breaker: Breaker, now: number): AllowedCall {
  const asked = breaker.tryCall(now);
  if (asked.kind === "refused") throw new Error(`Refused: ${asked.state}`);
  return asked;
}

function call(breaker: Breaker, outcome: CallOutcome, now: number): void {
  allowed(breaker, now).finish(outcome, now);
}
