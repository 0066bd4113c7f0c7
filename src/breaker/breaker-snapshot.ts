import type { WindowCounts } from "./sliding-window.ts";
import type { CircuitState, Transition } from "./transition.ts";

/** What a breaker shows of itself: everything in it is a copy. */
export interface BreakerSnapshot {
  readonly state: CircuitState;
  readonly isForced: boolean;
  readonly isProbeDue: boolean;
  /** Time in this state. */
  readonly sinceMs: number;
  /** As in a refusal; 0 while closed. */
  readonly retryAfterMs: number | undefined;
  readonly window: WindowCounts;
  readonly failuresInARow: number;
  /** Trial calls under way. */
  readonly trials: number;
  /** Counters that only grow: slow calls are also successes or failures. */
  readonly totals: CallTotals;
  readonly openMsTotal: number;
  readonly transitions: readonly TransitionCount[];
  readonly last: Transition | undefined;
}

/** How many calls ended how. */
export interface CallTotals {
  readonly success: number;
  readonly failure: number;
  readonly slow: number;
  readonly ignored: number;
  /** Ended in another state than they began. */
  readonly late: number;
  readonly refused: number;
}

/** How often one change happened. */
export interface TransitionCount extends Pick<Transition, "from" | "to" | "reason"> {
  readonly count: number;
}
