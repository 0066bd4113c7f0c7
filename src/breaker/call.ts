/** How a call ended; "ignored" says nothing about the other side and is not counted. */
export type CallOutcome = "success" | "failure" | "ignored";

/** A call that may go on. */
export interface AllowedCall {
  readonly kind: "allowed";
  /** True if the breaker's closing depends on it. */
  readonly isTrial: boolean;
  /** Says how it ended; false if that came too late to count: again, or in another state than it began. */
  finish(outcome: CallOutcome, now: number): boolean;
}

/** A call that may not go on. */
export interface RefusedCall {
  readonly kind: "refused";
  readonly state: "open" | "half-open";
  /** Until the next trial; 0 while one is due or under way; undefined while forced open. */
  readonly retryAfterMs: number | undefined;
  /** True if `tryProbe` would let a probe through now. */
  readonly isProbeDue: boolean;
}
