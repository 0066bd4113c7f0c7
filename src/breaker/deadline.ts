import { ForwardClock } from "./forward-clock.ts";

/** The time that a request has left; what it calls gets a part of it and never more than is left. */
export class Deadline {
  readonly #clock: ForwardClock;
  readonly #endMs: number;

  private constructor(clock: ForwardClock, endMs: number) {
    this.#clock = clock;
    this.#endMs = endMs;
  }

  /** A deadline so many milliseconds from now. */
  static after(ms: number, now: number): Deadline {
    const clock = new ForwardClock();
    return new Deadline(clock, clock.at(now) + Math.max(0, ms));
  }

  /** 0 when it is over; this number goes to timers and to the next server. */
  remainingMs(now: number): number {
    return Math.max(0, this.#endMs - this.#clock.at(now));
  }

  isOver(now: number): boolean {
    return this.remainingMs(now) === 0;
  }

  /** An earlier deadline for one step; a later one is not to be had. */
  atMost(ms: number, now: number): Deadline {
    const elapsedMs = this.#clock.at(now);
    return new Deadline(this.#clock, Math.min(this.#endMs, elapsedMs + Math.max(0, ms)));
  }

  /** The deadline of the next of `attempts` attempts, all of which get the same time: one that hangs leaves the others theirs. */
  share({ attempts, now }: { attempts: number; now: number }): Deadline {
    return this.atMost(this.remainingMs(now) / Math.max(1, attempts), now);
  }
}
