import { SlotRing, type WindowShape } from "./slot-ring.ts";

/** What a window saw. A slow call is also a failure when it failed. */
export interface WindowCounts {
  readonly calls: number;
  readonly failures: number;
  readonly slow: number;
}

interface Slot {
  calls: number;
  failures: number;
  slow: number;
  lastMs: number;
}

/** Counts calls over a rolling time; its memory does not depend on their number. Times come from a ForwardClock. */
export class SlidingWindow {
  #ring: SlotRing<Slot>;

  constructor(shape: WindowShape) {
    this.#ring = createRing(shape);
  }

  record({ isFailure, isSlow }: { isFailure: boolean; isSlow: boolean }, elapsedMs: number): void {
    const slot = this.#ring.at(elapsedMs);
    slot.calls++;
    if (isFailure) slot.failures++;
    if (isSlow) slot.slow++;
    slot.lastMs = elapsedMs;
  }

  counts(elapsedMs: number): WindowCounts {
    const sum = { calls: 0, failures: 0, slow: 0 };
    for (const slot of this.#ring.live(elapsedMs)) {
      sum.calls += slot.calls;
      sum.failures += slot.failures;
      sum.slow += slot.slow;
    }
    return sum;
  }

  clear(): void {
    this.#ring.clear();
  }

  /** Takes another shape and keeps the counts: each old slot moves as a whole to where its last call belongs. */
  reshape(shape: WindowShape, elapsedMs: number): void {
    const old = [...this.#ring.live(elapsedMs)].sort((a, b) => a.lastMs - b.lastMs);
    const ring = createRing(shape);
    for (const slot of old) {
      const into = ring.at(slot.lastMs);
      into.calls += slot.calls;
      into.failures += slot.failures;
      into.slow += slot.slow;
      into.lastMs = slot.lastMs;
    }
    this.#ring = ring;
  }
}

/** The share of a part in the calls; 0 where nothing was called. */
export function ratioOf(part: number, calls: number): number {
  return calls === 0 ? 0 : part / calls;
}

function createRing(shape: WindowShape): SlotRing<Slot> {
  return new SlotRing<Slot>({
    windowMs: shape.windowMs,
    slots: shape.slots,
    create: () => ({ calls: 0, failures: 0, slow: 0, lastMs: 0 }),
    clear: (slot) => {
      slot.calls = 0;
      slot.failures = 0;
      slot.slow = 0;
    },
  });
}
