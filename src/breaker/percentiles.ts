/**
 * Percentiles of durations over a rolling time in fixed memory. Durations are counted in bins that each are
 * 2 % wider than the one before, so the answer is within 1 % of a duration that was seen at that rank, for
 * 0.1 ms to one hour; shorter counts as 0.1 ms and longer as an hour.
 */
import { ForwardClock } from "./forward-clock.ts";
import { SlotRing, type WindowShape } from "./slot-ring.ts";

const leastMs = 0.1;
const mostMs = 3_600_000;
const growth = 1.02;
const bins = Math.ceil(Math.log(mostMs / leastMs) / Math.log(growth)) + 1;

interface Slot {
  total: number;
  readonly counts: Uint32Array;
}

export class Percentiles {
  readonly #clock = new ForwardClock();
  readonly #ring: SlotRing<Slot>;

  /** About 3.5 kB per slot and one more. */
  constructor({ windowMs = 60_000, slots = 6 }: Partial<WindowShape> = {}) {
    this.#ring = new SlotRing<Slot>({
      windowMs,
      slots,
      create: () => ({ total: 0, counts: new Uint32Array(bins) }),
      clear: (slot) => {
        slot.total = 0;
        slot.counts.fill(0);
      },
    });
  }

  /** Counts a duration; what is not a number is no duration. */
  record(durationMs: number, now: number): void {
    if (Number.isNaN(durationMs)) return;
    const slot = this.#ring.at(this.#clock.at(now));
    const bin = binOf(durationMs);
    slot.counts[bin] = (slot.counts[bin] ?? 0) + 1;
    slot.total++;
  }

  /** How many durations the window holds. */
  count(now: number): number {
    let sum = 0;
    for (const { total } of this.#ring.live(this.#clock.at(now))) sum += total;
    return sum;
  }

  /** The duration in milliseconds that a share (0 to 1) of the calls did not exceed; undefined if nothing was seen. */
  at(share: number, now: number): number | undefined {
    const slots = [...this.#ring.live(this.#clock.at(now))];
    const total = this.count(now);
    if (total === 0) return undefined;
    const rank = Math.min(total, Math.max(1, Math.ceil(share * total)));
    let seen = 0;
    for (let bin = 0; bin < bins; bin++) {
      for (const { counts } of slots) seen += counts[bin] ?? 0;
      if (seen >= rank) return leastMs * growth ** bin;
    }
    return mostMs;
  }
}

/** Bin n reaches from half a step below `leastMs * growth ** n` to half a step above. */
function binOf(durationMs: number): number {
  const steps = Math.round(Math.log(Math.max(durationMs, leastMs) / leastMs) / Math.log(growth));
  return Math.min(steps, bins - 1);
}
