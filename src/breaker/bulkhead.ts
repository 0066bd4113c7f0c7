/**
 * So many at the same time, so many waiting, and turns in fairness: waiting lanes take turns, and within a
 * lane who came first goes first. A lane is whoever should not starve the others: a client, an upstream.
 *
 *   const entry = bulkhead.enter("client", (place) => resolve(place));
 *   if (entry.kind === "full") return busy();
 *   if (entry.kind === "waiting") signal.addEventListener("abort", () => entry.giveUp());
 */
export class Bulkhead {
  #places: number;
  #queue: number;
  #inside = 0;
  #waiting = 0;
  #isCalling = false;
  /** Lanes in the order of their turns; none is empty. */
  readonly #lanes = new Map<string, Set<Waiter>>();

  /** `places` at the same time; `queue` waiting at most, 0 for none. */
  constructor({ places, queue }: BulkheadSize) {
    checkSize({ places, queue });
    this.#places = places;
    this.#queue = queue;
  }

  /** Takes a place, or waits for `onTurn` (which may leave at once, and never throws), or is refused. */
  enter(lane: string, onTurn: (place: Place) => void): BulkheadEntry {
    if (this.#inside < this.#places) return { kind: "inside", place: this.#takePlace() };
    if (this.#waiting >= this.#queue) return { kind: "full" };
    // A function of its own: one that waits twice is two who wait.
    const waiter: Waiter = (place) => onTurn(place);
    const waiters = this.#lanes.get(lane) ?? new Set();
    this.#lanes.set(lane, waiters.add(waiter));
    this.#waiting++;
    return { kind: "waiting", giveUp: () => this.#remove(lane, waiter) };
  }

  /** Takes other sizes; nobody inside or waiting is thrown out. */
  resize({ places, queue }: BulkheadSize): void {
    checkSize({ places, queue });
    this.#places = places;
    this.#queue = queue;
    this.#callNext();
  }

  get counts(): { readonly inside: number; readonly waiting: number } {
    return { inside: this.#inside, waiting: this.#waiting };
  }

  #takePlace(): Place {
    this.#inside++;
    let isLeft = false;
    return {
      leave: () => {
        if (isLeft) return;
        isLeft = true;
        this.#inside--;
        this.#callNext();
      },
    };
  }

  #callNext(): void {
    // Whoever leaves in its own turn is noticed by the loop that called it: a queue is no stack.
    if (this.#isCalling) return;
    this.#isCalling = true;
    try {
      while (this.#inside < this.#places) {
        const waiter = this.#takeWaiter();
        if (!waiter) return;
        waiter(this.#takePlace());
      }
    } finally {
      this.#isCalling = false;
    }
  }

  #takeWaiter(): Waiter | undefined {
    const [next] = this.#lanes;
    if (!next) return undefined;
    const [lane, waiters] = next;
    const [waiter] = waiters;
    if (!waiter) return undefined;
    this.#remove(lane, waiter);
    // The lane goes to the end: its next turn comes after everybody else's.
    if (this.#lanes.delete(lane)) this.#lanes.set(lane, waiters);
    return waiter;
  }

  #remove(lane: string, waiter: Waiter): boolean {
    const waiters = this.#lanes.get(lane);
    if (!waiters?.delete(waiter)) return false;
    if (waiters.size === 0) this.#lanes.delete(lane);
    this.#waiting--;
    return true;
  }
}

/** How many at the same time and how many waiting. */
export interface BulkheadSize {
  readonly places: number;
  readonly queue: number;
}

/** A place inside; whoever has one leaves it, once. */
export interface Place {
  leave(): void;
}

/** What came of asking for a place. */
export type BulkheadEntry =
  | { readonly kind: "inside"; readonly place: Place }
  /** `giveUp` is false if it had its turn before: then there is a place to leave. */
  | { readonly kind: "waiting"; giveUp(): boolean }
  | { readonly kind: "full" };

type Waiter = (place: Place) => void;

function checkSize({ places, queue }: BulkheadSize): void {
  if (!(Number.isInteger(places) && places >= 1))
    throw new RangeError(`places must be a whole number from 1, got ${places}`);
  if (!(Number.isInteger(queue) && queue >= 0))
    throw new RangeError(`queue must be a whole number from 0, got ${queue}`);
}
