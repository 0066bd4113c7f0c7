/** A reading up to so much older than the newest is a late one; anything older is a clock that was set back. */
export const staleMs = 60_000;

/**
 * A clock that only goes forward, made of the times that callers pass in. Callers may be late with a time
 * that they read a while ago. A clock that was set back by a day stands still for one reading and then goes
 * on, so nothing stays open for a day; one that jumps forward is an idle time. Everything stateful in this
 * room counts by such a clock.
 */
export class ForwardClock {
  #newest: number | undefined;
  #elapsedMs = 0;

  /** Milliseconds that have passed since the first reading; what is not a finite number is no time. */
  at(now: number): number {
    if (!Number.isFinite(now)) return this.#elapsedMs;
    if (this.#newest === undefined || now < this.#newest - staleMs) this.#newest = now;
    if (now > this.#newest) {
      this.#elapsedMs += now - this.#newest;
      this.#newest = now;
    }
    return this.#elapsedMs;
  }
}
