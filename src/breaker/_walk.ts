/** Walks a breaker and the model through the same steps and compares all that can be seen after each. */
import fc from "fast-check";
import { Model, type ModelCall } from "./_model.ts";
import { Breaker } from "./breaker.ts";
import { type BreakerOptions, breakerSettings } from "./breaker-options.ts";
import type { AllowedCall, CallOutcome } from "./call.ts";
import type { Transition } from "./transition.ts";

export type Step =
  | { readonly do: "wait"; readonly ms: number }
  | { readonly do: "call" }
  | { readonly do: "probe" }
  | { readonly do: "finish"; readonly which: number; readonly outcome: CallOutcome }
  | { readonly do: "force"; readonly how: "open" | "closed" | "no" }
  | { readonly do: "reconfigure"; readonly options: BreakerOptions };

const ratio = fc.constantFrom(0.1, 0.3, 0.5, 0.6, 0.75, 1);
const maybe = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(arbitrary, { nil: undefined });

/** Options of every kind, small enough that everything happens within some hundred steps. */
export const breakerOptions: fc.Arbitrary<BreakerOptions> = fc
  .record({
    windowMs: fc.constantFrom(1000, 1500, 3000, 10_000, 60_000),
    slots: fc.constantFrom(1, 2, 5, 10, 15),
    minCalls: fc.constantFrom(1, 3, 5, 10),
    failureRatio: fc.oneof(ratio, fc.constant("off" as const)),
    slow: maybe(fc.record({ slowCallMs: fc.constantFrom(20, 100, 1000), slowRatio: maybe(ratio) })),
    failuresInARow: maybe(fc.integer({ min: 1, max: 6 })),
    openMs: fc.constantFrom(100, 1000, 5000),
    maxOpenMs: fc.constantFrom(5000, 8000, 300_000),
    trialCalls: fc.integer({ min: 1, max: 4 }),
    trialTimeoutMs: fc.constantFrom(50, 1000, 10_000),
    trialsBy: fc.constantFrom("calls" as const, "probes" as const),
  })
  .map(({ slow, failuresInARow, ...options }) => ({
    ...options,
    ...(failuresInARow !== undefined && { failuresInARow }),
    ...(slow && { slowCallMs: slow.slowCallMs }),
    ...(slow?.slowRatio !== undefined && { slowRatio: slow.slowRatio }),
  }));

const wait = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 60 }) },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 2000 }) },
  { weight: 2, arbitrary: fc.constantFrom(100, 1000, 1500, 5000, 10_000, 60_000) },
  { weight: 1, arbitrary: fc.constantFrom(3_600_000, 86_400_000, -1, -1000, -86_400_000) },
);

/** One step; finishing a call is as frequent as beginning one, and failing as frequent as succeeding. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 20, arbitrary: wait.map((ms): Step => ({ do: "wait", ms })) },
  { weight: 30, arbitrary: fc.constant<Step>({ do: "call" }) },
  { weight: 8, arbitrary: fc.constant<Step>({ do: "probe" }) },
  {
    weight: 38,
    arbitrary: fc
      .record({
        which: fc.nat(30),
        outcome: fc.constantFrom<CallOutcome>(
          "success",
          "success",
          "success",
          "failure",
          "failure",
          "ignored",
        ),
      })
      .map((finish): Step => ({ do: "finish", ...finish })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom("open" as const, "closed" as const, "no" as const, "no" as const)
      .map((how): Step => ({ do: "force", how })),
  },
  { weight: 2, arbitrary: breakerOptions.map((options): Step => ({ do: "reconfigure", options })) },
);

/** How often each change of state happened in walks, so that a test can ask that all did. */
export type Tally = Map<string, number>;

/** Throws at the first step after which breaker and model differ, or a law is broken. */
export function walk(input: {
  options: BreakerOptions;
  steps: readonly Step[];
  seed: number;
  tally?: Tally;
}): void {
  const seen: Transition[] = [];
  const breaker = new Breaker({
    options: input.options,
    random: chance(input.seed),
    onTransition: (transition) => seen.push(transition),
  });
  const model = new Model(breakerSettings(input.options), chance(input.seed));
  const calls: { readonly real: AllowedCall; readonly model: ModelCall }[] = [];
  let now = 1_700_000_000_000;
  for (const [index, step] of input.steps.entries()) {
    if (step.do === "wait") now += step.ms;
    model.goTo(now);
    const stateBefore = breaker.snapshot(now);
    switch (step.do) {
      case "wait":
        break;
      case "call":
      case "probe": {
        const asked = step.do === "call" ? breaker.tryCall(now) : breaker.tryProbe(now);
        const real = asked?.kind === "allowed" ? asked : undefined;
        const expected = model.begin(step.do);
        same(index, "may go on", real !== undefined, expected !== undefined);
        same(index, "is a trial", real?.isTrial, expected?.isTrial);
        if (real && expected) calls.push({ real, model: expected });
        // The laws themselves, without the model.
        if (real && stateBefore.state === "open")
          same(index, "open lets only a due trial through", stateBefore.retryAfterMs, 0);
        if (real && stateBefore.isForced)
          same(index, "forced open lets nothing through", stateBefore.state, "closed");
        if (asked?.kind === "refused")
          same(index, "closed refuses nothing", stateBefore.state !== "closed", true);
        break;
      }
      case "finish": {
        const call = calls[step.which % Math.max(1, calls.length)];
        // One in three stays in the list and is finished again later.
        if (step.which % 3 !== 0) calls.splice(step.which % Math.max(1, calls.length), 1);
        if (!call) break;
        same(index, "counts", call.real.finish(step.outcome, now), model.end(call.model, step.outcome));
        break;
      }
      case "force":
        if (step.how === "open") breaker.forceOpen(now);
        else if (step.how === "closed") breaker.forceClosed(now);
        else breaker.release(now);
        model.force(step.how);
        break;
      case "reconfigure":
        breaker.reconfigure(step.options, now);
        model.reconfigure(breakerSettings(step.options));
    }
    compare(index, { breaker, model, now, seen });
    if (calls.length > 40) calls.splice(0, 20);
  }
  for (const reason of model.reasons) input.tally?.set(reason, (input.tally.get(reason) ?? 0) + 1);
}

function compare(
  index: number,
  { breaker, model, now, seen }: { breaker: Breaker; model: Model; now: number; seen: readonly Transition[] },
): void {
  const real = breaker.snapshot(now);
  same(index, "state", real.state, model.state);
  same(index, "forced", real.isForced, model.forced !== "no");
  const calls = model.inWindow();
  same(index, "calls", real.window.calls, calls.length);
  same(index, "failures", real.window.failures, calls.filter(({ isFailure }) => isFailure).length);
  same(index, "slow", real.window.slow, calls.filter(({ isSlow }) => isSlow).length);
  same(index, "in a row", real.failuresInARow, Math.min(100, model.failuresAtTheEnd().length));
  same(index, "trials", real.trials, model.trials.filter(({ isDone }) => !isDone).length);
  same(index, "time open", real.openMsTotal, model.openTime);
  same(index, "changes", seen.length, model.reasons.length);
  const last = seen.at(-1);
  if (last) same(index, "reason", `${last.from} ${last.to} ${last.reason}`, model.reasons.at(-1));
  const waitMs = model.state === "open" ? Math.max(0, model.openUntil - model.time) : 0;
  same(index, "wait", real.retryAfterMs, waitMs === Number.POSITIVE_INFINITY ? undefined : waitMs);
  same(index, "probe due", real.isProbeDue, model.hasPlaceForTrial());
}

function same(index: number, what: string, real: unknown, expected: unknown): void {
  if (!Object.is(real, expected)) throw new Error(`Step ${index}: ${what}: ${real} instead of ${expected}`);
}

/** Numbers from 0 to below 1 that a seed repeats. */
export function chance(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}
