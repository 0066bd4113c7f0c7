/**
 * A clock that only goes forward: the sum of the forward steps of the time that callers pass in. A jump back
 * stands still for one moment and then time goes on, so a day's jump holds nothing open for a day; a jump
 * forward is an idle time. Everything stateful in this room counts by such a clock.
 */
export class ForwardClock {
  #lastMs: number | undefined;
  #elapsedMs = 0;

  /** Milliseconds that have passed since the first reading; what is not a finite number is no time. */
  at(now: number): number {
    if (!Number.isFinite(now)) return this.#elapsedMs;
    if (this.#lastMs !== undefined && now > this.#lastMs) this.#elapsedMs += now - this.#lastMs;
    this.#lastMs = now;
    return this.#elapsedMs;
  }
}
