/**
 * A circuit breaker without clock, timer or promise: the caller passes the time in and says how calls ended.
 *
 *   const call = breaker.tryCall(now);
 *   if (call.kind === "refused") return next(call.retryAfterMs);       // and start a probe if call.isProbeDue
 *   try { … ; call.finish("success", now) } catch { call.finish("failure", now) }
 *
 * What is a failure is the caller's judgement: a 404 from a working upstream is a success, a login page with
 * status 200 is a failure, a call that our own client gave up is "ignored". Every call is finished, once;
 * finishing again does nothing.
 */
import { backOffMs } from "./back-off.ts";
import { type BreakerOptions, type BreakerSettings, breakerSettings } from "./breaker-options.ts";
import type { BreakerSnapshot, TransitionCount } from "./breaker-snapshot.ts";
import type { AllowedCall, CallOutcome, RefusedCall } from "./call.ts";
import { FailureRun } from "./failure-run.ts";
import { ForwardClock } from "./forward-clock.ts";
import { SlidingWindow } from "./sliding-window.ts";
import type { Evidence, Transition, TransitionReason } from "./transition.ts";
import { tripReason } from "./trip-reason.ts";

type Phase =
  | { readonly kind: "closed" }
  | { readonly kind: "open"; untilMs: number }
  | { readonly kind: "half-open"; passed: number; readonly trials: Set<StartedCall> };

interface StartedCall {
  readonly epoch: number;
  readonly startedMs: number;
  isFinished: boolean;
}

export class Breaker {
  readonly #random: () => number;
  readonly #onTransition: (transition: Transition) => void;
  readonly #clock = new ForwardClock();
  readonly #window: SlidingWindow;
  readonly #run = new FailureRun();
  readonly #totals = { success: 0, failure: 0, slow: 0, ignored: 0, late: 0, refused: 0 };
  readonly #transitions = new Map<string, TransitionCount>();
  #settings: BreakerSettings;
  #phase: Phase = { kind: "closed" };
  #forced: "open" | "closed" | undefined;
  /** Counts states: a call that began in another one is late. */
  #epoch = 0;
  #openings = 0;
  #closedAtMs = Number.NEGATIVE_INFINITY;
  #sinceMs = 0;
  #openMsTotal = 0;
  #last: Transition | undefined;

  /** `random` gives numbers from 0 to below 1; `onTransition` is told of each change when it is complete. */
  constructor(input: {
    options: BreakerOptions;
    random: () => number;
    onTransition?: (transition: Transition) => void;
  }) {
    this.#settings = breakerSettings(input.options);
    this.#random = input.random;
    this.#onTransition = input.onTransition ?? (() => {});
    this.#window = new SlidingWindow(this.#settings);
  }

  /** Asks for an ordinary call. */
  tryCall(now: number): AllowedCall | RefusedCall {
    const elapsedMs = this.#settle(now);
    if (this.#phase.kind === "closed") return this.#start(elapsedMs);
    const byCalls = this.#settings.trialsBy === "calls";
    if (byCalls && this.#hasPlace(elapsedMs)) return this.#startTrial(elapsedMs, now);
    this.#totals.refused++;
    return {
      kind: "refused",
      state: this.#phase.kind,
      retryAfterMs: this.#retryAfterMs(elapsedMs),
      isProbeDue: this.#hasPlace(elapsedMs),
    };
  }

  /** Asks for a trial whose caller validates the answer's content; undefined if none is due. */
  tryProbe(now: number): AllowedCall | undefined {
    const elapsedMs = this.#settle(now);
    return this.#hasPlace(elapsedMs) ? this.#startTrial(elapsedMs, now) : undefined;
  }

  /** Refuses every call until it is released or forced closed: quarantine, maintenance. */
  forceOpen(now: number, note?: string): void {
    const elapsedMs = this.#settle(now);
    this.#forgetOpenings(elapsedMs);
    this.#forced = "open";
    this.#change({ kind: "open", untilMs: Number.POSITIVE_INFINITY }, "forced-open", {
      elapsedMs,
      now,
      note,
    });
  }

  /** Lets every call through until it is released or forced open; it goes on counting. */
  forceClosed(now: number, note?: string): void {
    const elapsedMs = this.#settle(now);
    this.#forced = "closed";
    this.#change({ kind: "closed" }, "forced-closed", { elapsedMs, now, note });
  }

  /** Ends forcing: from open a trial is due at once, from closed the calls that it counted are judged. */
  release(now: number, note?: string): void {
    const elapsedMs = this.#settle(now);
    if (this.#forced === undefined) return;
    this.#forced = undefined;
    const phase: Phase = this.#phase.kind === "open" ? { kind: "open", untilMs: elapsedMs } : this.#phase;
    this.#change(phase, "released", { elapsedMs, now, note });
    this.#judge(elapsedMs, now);
  }

  /** Takes other options and keeps state, counts and calls under way; the new options judge at once. */
  reconfigure(options: BreakerOptions, now: number): void {
    const settings = breakerSettings(options);
    const elapsedMs = this.#settle(now);
    if (settings.windowMs !== this.#settings.windowMs || settings.slots !== this.#settings.slots)
      this.#window.reshape(settings, elapsedMs);
    this.#settings = settings;
    if (this.#phase.kind === "open" && this.#forced === undefined)
      this.#phase.untilMs = Math.min(this.#phase.untilMs, elapsedMs + settings.maxOpenMs);
    this.#settle(now);
    this.#judge(elapsedMs, now);
  }

  snapshot(now: number): BreakerSnapshot {
    const elapsedMs = this.#settle(now);
    const phase = this.#phase;
    return {
      state: phase.kind,
      isForced: this.#forced !== undefined,
      isProbeDue: this.#hasPlace(elapsedMs),
      sinceMs: elapsedMs - this.#sinceMs,
      retryAfterMs: this.#retryAfterMs(elapsedMs),
      window: this.#window.counts(elapsedMs),
      failuresInARow: this.#run.length,
      trials: phase.kind === "half-open" ? phase.trials.size : 0,
      totals: { ...this.#totals },
      openMsTotal: this.#openMsTotal + (phase.kind === "open" ? elapsedMs - this.#sinceMs : 0),
      transitions: [...this.#transitions.values()],
      last: this.#last,
    };
  }

  /** Every entrance comes through here: time goes on, and trials that nobody finished are lost. */
  #settle(now: number): number {
    const elapsedMs = this.#clock.at(now);
    if (this.#phase.kind !== "half-open") return elapsedMs;
    const lostBefore = elapsedMs - this.#settings.trialTimeoutMs;
    const isLost = [...this.#phase.trials].some(({ startedMs }) => startedMs <= lostBefore);
    if (isLost) this.#open("trial-lost", elapsedMs, now);
    return elapsedMs;
  }

  #hasPlace(elapsedMs: number): boolean {
    const phase = this.#phase;
    if (phase.kind === "open") return elapsedMs >= phase.untilMs;
    if (phase.kind === "half-open") return phase.passed + phase.trials.size < this.#settings.trialCalls;
    return false;
  }

  #retryAfterMs(elapsedMs: number): number | undefined {
    if (this.#phase.kind !== "open") return 0;
    if (this.#forced === "open") return undefined;
    return Math.max(0, this.#phase.untilMs - elapsedMs);
  }

  #startTrial(elapsedMs: number, now: number): AllowedCall {
    const halfOpen =
      this.#phase.kind === "half-open"
        ? this.#phase
        : { kind: "half-open" as const, passed: 0, trials: new Set<StartedCall>() };
    // The trial takes its place before anybody hears of the change and may ask for one.
    const epoch = halfOpen === this.#phase ? this.#epoch : this.#epoch + 1;
    const started = { epoch, startedMs: elapsedMs, isFinished: false };
    halfOpen.trials.add(started);
    if (halfOpen !== this.#phase) this.#change(halfOpen, "trial-due", { elapsedMs, now });
    return this.#allow(started, true);
  }

  #start(elapsedMs: number): AllowedCall {
    return this.#allow({ epoch: this.#epoch, startedMs: elapsedMs, isFinished: false }, false);
  }

  #allow(started: StartedCall, isTrial: boolean): AllowedCall {
    return { kind: "allowed", isTrial, finish: (outcome, now) => this.#finish(started, outcome, now) };
  }

  #finish(call: StartedCall, outcome: CallOutcome, now: number): boolean {
    const elapsedMs = this.#settle(now);
    if (call.isFinished) return false;
    call.isFinished = true;
    if (call.epoch !== this.#epoch) {
      this.#totals.late++;
      return false;
    }
    this.#totals[outcome]++;
    const { slowCallMs = Number.POSITIVE_INFINITY } = this.#settings;
    const isSlow = outcome !== "ignored" && elapsedMs - call.startedMs >= slowCallMs;
    if (isSlow) this.#totals.slow++;
    if (this.#phase.kind === "half-open") this.#phase.trials.delete(call);
    if (outcome === "ignored") return true;
    const isFailure = outcome === "failure";
    if (this.#phase.kind === "half-open") {
      if (isFailure) this.#open("trial-failed", elapsedMs, now);
      else if (isSlow && this.#settings.slowRatio !== undefined) this.#open("trial-slow", elapsedMs, now);
      else this.#phase.passed++;
    } else {
      this.#window.record({ isFailure, isSlow }, elapsedMs);
      this.#run.record(isFailure, elapsedMs);
    }
    this.#judge(elapsedMs, now);
    return true;
  }

  /** Closes or opens if what was counted asks for it. */
  #judge(elapsedMs: number, now: number): void {
    if (this.#forced !== undefined) return;
    const phase = this.#phase;
    if (phase.kind === "half-open" && phase.passed >= this.#settings.trialCalls) {
      this.#change({ kind: "closed" }, "trials-passed", { elapsedMs, now });
    }
    if (phase.kind !== "closed") return;
    const counts = this.#window.counts(elapsedMs);
    const reason = tripReason(this.#settings, { counts, run: this.#run, elapsedMs });
    if (reason) this.#open(reason, elapsedMs, now);
  }

  #open(reason: TransitionReason, elapsedMs: number, now: number): void {
    this.#forgetOpenings(elapsedMs);
    const openForMs = backOffMs({
      attempt: this.#openings++,
      baseMs: this.#settings.openMs,
      minMs: this.#settings.openMs,
      maxMs: this.#settings.maxOpenMs,
      random: this.#random,
    });
    this.#change({ kind: "open", untilMs: elapsedMs + openForMs }, reason, { elapsedMs, now, openForMs });
  }

  /** Who was closed for a whole window starts again with the shortest opening; who flaps does not. */
  #forgetOpenings(elapsedMs: number): void {
    const { windowMs } = this.#settings;
    if (this.#phase.kind === "closed" && elapsedMs - this.#closedAtMs >= windowMs) this.#openings = 0;
  }

  #change(
    to: Phase,
    reason: TransitionReason,
    input: { elapsedMs: number; now: number; openForMs?: number; note?: string | undefined },
  ): void {
    const { elapsedMs, now, openForMs, note } = input;
    const from = this.#phase;
    const evidence = this.#evidence(elapsedMs);
    this.#phase = to;
    if (from.kind !== to.kind) {
      this.#epoch++;
      if (from.kind === "open") this.#openMsTotal += elapsedMs - this.#sinceMs;
      this.#sinceMs = elapsedMs;
      if (to.kind === "closed") this.#forget(elapsedMs);
    }
    const transition: Transition = {
      from: from.kind,
      to: to.kind,
      reason,
      at: now,
      evidence,
      ...(openForMs !== undefined && { openForMs }),
      ...(note !== undefined && { note }),
    };
    this.#last = transition;
    const key = `${from.kind} ${to.kind} ${reason}`;
    const count = (this.#transitions.get(key)?.count ?? 0) + 1;
    this.#transitions.set(key, { from: from.kind, to: to.kind, reason, count });
    this.#onTransition(transition);
  }

  #evidence(elapsedMs: number): Evidence {
    return {
      ...this.#window.counts(elapsedMs),
      failuresInARow: this.#run.length,
      trialsPassed: this.#phase.kind === "half-open" ? this.#phase.passed : 0,
      openings: this.#openings,
    };
  }

  /** A closed breaker starts with an empty window: what opened it is told in the transition. */
  #forget(elapsedMs: number): void {
    this.#window.clear();
    this.#run.clear();
    this.#closedAtMs = elapsedMs;
  }
}
