import type { WindowCounts } from "./sliding-window.ts";

/** Closed lets calls through, open refuses them, half-open lets a few trial calls through. */
export type CircuitState = "closed" | "open" | "half-open";

/** Why a breaker opens by itself. */
export type TripReason = "failures-in-a-row" | "failure-ratio" | "slow-ratio";

/** Why a state changed. */
export type TransitionReason =
  | TripReason
  | "trial-due"
  | "trial-failed"
  | "trial-slow"
  | "trial-lost"
  | "trials-passed"
  | "forced-open"
  | "forced-closed"
  | "released";

/** What was known when a state changed: the window, and the trial calls of a half-open time. */
export interface Evidence extends WindowCounts {
  readonly failuresInARow: number;
  readonly trialsPassed: number;
  /** How many openings in a row this is or was, without a quiet window in between. */
  readonly openings: number;
}

/** A change of state, for metrics, logs and the ledger. Forcing and releasing may leave the state as it was. */
export interface Transition {
  readonly from: CircuitState;
  readonly to: CircuitState;
  readonly reason: TransitionReason;
  /** The time that the caller passed in. */
  readonly at: number;
  readonly evidence: Evidence;
  /** How long it stays open before a trial; absent where it is forced open or not open. */
  readonly openForMs?: number;
  /** What the one who forced or released it said. */
  readonly note?: string;
}
