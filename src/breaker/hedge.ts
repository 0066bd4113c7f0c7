import { Percentiles } from "./percentiles.ts";
import type { RetryBudget } from "./retry-budget.ts";

/** When a second attempt may start beside a slow first one. */
export interface HedgeOptions {
  /** The share of calls that are faster than the wait. Default 0.95: about one call in twenty is hedged. */
  readonly share?: number;
  /** Calls in the window below which nothing is known and nothing is hedged. Default 20. */
  readonly minCalls?: number;
  /** Never sooner. Default 10. */
  readonly minMs?: number;
  /** Later is not worth it: no hedge. Default without limit. */
  readonly maxMs?: number;
}

/**
 * Decides about hedges: start a timer of `delayMs` with the first attempt; when it fires, `tryHedge` takes
 * the second attempt out of the retry budget. Only for calls that may be made twice. The one that loses is
 * aborted, and its call at the breaker is finished as "ignored".
 */
export class Hedge {
  readonly #options: Required<HedgeOptions>;
  readonly #percentiles: Percentiles;
  readonly #budget: RetryBudget;

  constructor({
    budget,
    percentiles = new Percentiles(),
    options = {},
  }: {
    budget: RetryBudget;
    percentiles?: Percentiles;
    options?: HedgeOptions;
  }) {
    const { share = 0.95, minCalls = 20, minMs = 10, maxMs = Number.POSITIVE_INFINITY } = options;
    if (!(share > 0 && share < 1)) throw new RangeError(`share must be between 0 and 1, got ${share}`);
    this.#options = { share, minCalls, minMs, maxMs };
    this.#percentiles = percentiles;
    this.#budget = budget;
  }

  /** Counts how long a first attempt took; one that a hedge overtook counts with the time it had taken by then. */
  record(durationMs: number, now: number): void {
    this.#percentiles.record(durationMs, now);
  }

  /** How long to wait for the first attempt; undefined if it should not be hedged. */
  delayMs(now: number): number | undefined {
    const { share, minCalls, minMs, maxMs } = this.#options;
    if (this.#percentiles.count(now) < minCalls) return undefined;
    const observedMs = this.#percentiles.at(share, now);
    if (observedMs === undefined || observedMs > maxMs) return undefined;
    return Math.max(minMs, observedMs);
  }

  /** True if the second attempt may start. */
  tryHedge(): boolean {
    return this.#budget.tryRetry();
  }
}
