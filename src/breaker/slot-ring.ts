/** How long a window is and in how many slots it is counted. */
export interface WindowShape {
  readonly windowMs: number;
  /** The window forgets one slot at a time. */
  readonly slots: number;
}

interface Entry<Slot> {
  period: number;
  readonly slot: Slot;
}

/**
 * Slots that each remember which period they count, so that an idle hour leaves nothing old behind. What
 * was put in stays for at least `windowMs` and at most one slot longer. Times come from a ForwardClock.
 */
export class SlotRing<Slot> {
  readonly #slotMs: number;
  readonly #entries: readonly Entry<Slot>[];
  readonly #clear: (slot: Slot) => void;
  #newest = 0;

  constructor(shape: WindowShape & { create(): Slot; clear(slot: Slot): void }) {
    checkWindowShape(shape);
    this.#slotMs = shape.windowMs / shape.slots;
    this.#clear = shape.clear;
    // One more than asked for: the oldest slot of a window is always a part only.
    this.#entries = Array.from({ length: shape.slots + 1 }, () => ({
      period: Number.NEGATIVE_INFINITY,
      slot: shape.create(),
    }));
  }

  /** The slot of a moment, empty if its period is new; a moment before the newest counts as the newest. */
  at(elapsedMs: number): Slot {
    const period = this.#periodOf(elapsedMs);
    const entry = this.#entries[period % this.#entries.length];
    if (!entry) throw new RangeError(`Cannot count at ${elapsedMs}: not a time from a ForwardClock`);
    if (entry.period !== period) {
      entry.period = period;
      this.#clear(entry.slot);
    }
    return entry.slot;
  }

  /** The slots of the window that ends now. */
  *live(elapsedMs: number): Generator<Slot> {
    const oldest = this.#periodOf(elapsedMs) - this.#entries.length + 1;
    for (const { period, slot } of this.#entries) if (period >= oldest) yield slot;
  }

  clear(): void {
    for (const entry of this.#entries) entry.period = Number.NEGATIVE_INFINITY;
  }

  #periodOf(elapsedMs: number): number {
    this.#newest = Math.max(this.#newest, Math.floor(elapsedMs / this.#slotMs));
    return this.#newest;
  }
}

function checkWindowShape({ windowMs, slots }: WindowShape): void {
  if (!(windowMs > 0 && windowMs < Number.POSITIVE_INFINITY))
    throw new RangeError(`windowMs must be above 0, got ${windowMs}`);
  if (!(Number.isInteger(slots) && slots >= 1 && slots <= 1000))
    throw new RangeError(`slots must be a whole number from 1 to 1000, got ${slots}`);
}
