/**
 * What a breaker must do, said as simply as it can be: the model keeps every call for ever, looks through
 * all of them each time, and shares no line with the breaker.
 */
import type { BreakerSettings } from "./breaker-options.ts";

/** A call as the model remembers it. */
export interface ModelCall {
  /** How many states there had been when it began. */
  readonly state: number;
  readonly beganAt: number;
  readonly isTrial: boolean;
  isDone: boolean;
}

/** A call that was counted while closed. */
interface Counted {
  /** When it ended, and when it counts as ended after the slots were cut anew. */
  readonly endedAt: number;
  countedAt: number;
  readonly isFailure: boolean;
  readonly isSlow: boolean;
}

export class Model {
  settings: BreakerSettings;
  random: () => number;
  time = 0;
  state: "closed" | "open" | "half-open" = "closed";
  forced: "open" | "closed" | "no" = "no";
  states = 0;
  openUntil = 0;
  openings = 0;
  closedSince = Number.NEGATIVE_INFINITY;
  counted: Counted[] = [];
  trials: ModelCall[] = [];
  passed = 0;
  openTime = 0;
  reasons: string[] = [];
  lastNow: number | undefined;

  constructor(settings: BreakerSettings, random: () => number) {
    this.settings = settings;
    this.random = random;
  }

  goTo(now: number): void {
    const newest = this.lastNow ?? now;
    const step = Math.max(0, now - newest);
    // A minute late is late; more is a clock that was set back.
    this.lastNow = now < newest - 60_000 ? now : Math.max(now, newest);
    this.time += step;
    if (this.state === "open") this.openTime += step;
    this.loseTrials();
  }

  loseTrials(): void {
    if (this.state !== "half-open") return;
    const isLost = (trial: ModelCall): boolean =>
      !trial.isDone && trial.beganAt + this.settings.trialTimeoutMs <= this.time;
    if (this.trials.some(isLost)) this.open("trial-lost");
  }

  inWindow(): Counted[] {
    const slot = this.settings.windowMs / this.settings.slots;
    const now = Math.floor(this.time / slot);
    return this.counted.filter(({ countedAt }) => Math.floor(countedAt / slot) >= now - this.settings.slots);
  }

  failuresAtTheEnd(): Counted[] {
    const lastSuccess = this.counted.findLastIndex(({ isFailure }) => !isFailure);
    return this.counted.slice(lastSuccess + 1);
  }

  begin(kind: "call" | "probe"): ModelCall | undefined {
    const call = { state: this.states, beganAt: this.time, isTrial: false, isDone: false };
    if (this.state === "closed") return kind === "call" ? call : undefined;
    if (kind === "call" && this.settings.trialsBy === "probes") return undefined;
    if (!this.hasPlaceForTrial()) return undefined;
    if (this.state === "open") this.enter("half-open", "trial-due");
    const trial = { ...call, state: this.states, isTrial: true };
    this.trials.push(trial);
    return trial;
  }

  hasPlaceForTrial(): boolean {
    if (this.state === "open") return this.time >= this.openUntil;
    if (this.state === "closed") return false;
    const underWay = this.trials.filter(({ isDone }) => !isDone).length;
    return this.passed + underWay < this.settings.trialCalls;
  }

  end(call: ModelCall, outcome: "success" | "failure" | "ignored"): boolean {
    if (call.isDone) return false;
    call.isDone = true;
    if (call.state !== this.states) return false;
    if (outcome === "ignored") return true;
    const isFailure = outcome === "failure";
    const slowCallMs = this.settings.slowCallMs;
    const isSlow = slowCallMs !== undefined && this.time - call.beganAt >= slowCallMs;
    if (!call.isTrial) {
      this.counted.push({ endedAt: this.time, countedAt: this.time, isFailure, isSlow });
      this.judge();
    } else if (isFailure) this.open("trial-failed");
    else if (isSlow && this.settings.slowRatio !== undefined) this.open("trial-slow");
    else {
      this.passed++;
      this.judge();
    }
    return true;
  }

  judge(): void {
    if (this.forced !== "no" || this.state === "open") return;
    if (this.state === "half-open") {
      if (this.passed >= this.settings.trialCalls) this.enter("closed", "trials-passed");
      return;
    }
    const { failuresInARow = Number.POSITIVE_INFINITY, windowMs, minCalls } = this.settings;
    const lastFailures = this.failuresAtTheEnd().filter(({ endedAt }) => this.time - endedAt <= windowMs);
    const calls = this.inWindow();
    const share = (isCounted: (call: Counted) => boolean): number =>
      calls.filter(isCounted).length / calls.length;
    const { failureRatio, slowRatio = 2 } = this.settings;
    const failureLimit = failureRatio === "off" ? 2 : failureRatio;
    if (lastFailures.length >= failuresInARow) this.open("failures-in-a-row");
    else if (calls.length < minCalls) return;
    else if (share(({ isFailure }) => isFailure) >= failureLimit) this.open("failure-ratio");
    else if (share(({ isSlow }) => isSlow) >= slowRatio) this.open("slow-ratio");
  }

  forgetOpenings(): void {
    if (this.state === "closed" && this.time - this.closedSince >= this.settings.windowMs) this.openings = 0;
  }

  open(reason: string): void {
    this.forgetOpenings();
    const { openMs, maxOpenMs } = this.settings;
    let longest = openMs;
    for (let doubled = 0; doubled < this.openings && longest < maxOpenMs; doubled++) longest *= 2;
    longest = Math.min(longest, maxOpenMs);
    this.openings++;
    this.openUntil = this.time + (openMs + this.random() * (longest - openMs));
    this.enter("open", reason);
  }

  enter(state: "closed" | "open" | "half-open", reason: string): void {
    this.reasons.push(`${this.state} ${state} ${reason}`);
    if (this.state === state) return;
    this.state = state;
    this.states++;
    this.trials = [];
    this.passed = 0;
    if (state !== "closed") return;
    this.counted = [];
    this.closedSince = this.time;
  }

  force(how: "open" | "closed" | "no"): void {
    if (how === "no" && this.forced === "no") return;
    if (how === "open") this.forgetOpenings();
    this.forced = how;
    if (how === "open") this.openUntil = Number.POSITIVE_INFINITY;
    if (how === "no" && this.state === "open") this.openUntil = this.time;
    if (how === "no") this.enter(this.state, "released");
    else this.enter(how, how === "open" ? "forced-open" : "forced-closed");
    this.judge();
  }

  reconfigure(settings: BreakerSettings): void {
    const old = this.settings;
    if (old.windowMs !== settings.windowMs || old.slots !== settings.slots) this.cutAnew(old);
    this.settings = settings;
    if (this.state === "open" && this.forced === "no")
      this.openUntil = Math.min(this.openUntil, this.time + settings.maxOpenMs);
    this.loseTrials();
    this.judge();
  }

  /** The calls of one old slot stay together, where the last of them is; what the old window forgot stays forgotten. */
  cutAnew({ windowMs, slots }: BreakerSettings): void {
    const slotOf = ({ countedAt }: Counted): number => Math.floor(countedAt / (windowMs / slots));
    const remembered = new Set(this.inWindow());
    for (const call of this.counted) if (!remembered.has(call)) call.countedAt = Number.NEGATIVE_INFINITY;
    const lastOf = new Map<number, number>();
    for (const call of this.counted)
      lastOf.set(
        slotOf(call),
        Math.max(lastOf.get(slotOf(call)) ?? Number.NEGATIVE_INFINITY, call.countedAt),
      );
    for (const call of this.counted) call.countedAt = lastOf.get(slotOf(call)) ?? call.countedAt;
  }
}
