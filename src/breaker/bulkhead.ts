/**
 * So many at the same time, so many waiting, and turns in fairness: waiting lanes take turns, and within a
 * lane who came first goes first. A lane is whoever should not starve the others: a client, an upstream.
 *
 *   const entry = bulkhead.enter("client", (place) => resolve(place));
 *   if (entry.kind === "full") return busy();
 *   if (entry.kind === "waiting") signal.addEventListener("abort", () => entry.giveUp());
 */
import { LinkedQueue } from "./linked-queue.ts";

export class Bulkhead {
  #places: number;
  #queue: number;
  #inside = 0;
  #waiting = 0;
  #isCalling = false;
  readonly #lanes = new Map<string, Lane>();
  /** The lanes in which somebody waits, in the order of their turns. */
  readonly #turns = new LinkedQueue<Lane>();

  /** `places` at the same time; `queue` waiting at most, 0 for none. */
  constructor({ places, queue }: BulkheadSize) {
    checkSize({ places, queue });
    this.#places = places;
    this.#queue = queue;
  }

  /** Takes a place, or waits for `onTurn` (which may leave at once, and never throws), or is refused. */
  enter(lane: string, onTurn: (place: Place) => void): BulkheadEntry {
    if (this.#inside < this.#places && this.#waiting === 0)
      return { kind: "inside", place: this.#takePlace() };
    if (this.#waiting >= this.#queue) return { kind: "full" };
    const leave = this.#laneOf(lane).waiters.push(onTurn);
    this.#waiting++;
    const giveUp = (): boolean => {
      const isWaiting = leave();
      if (isWaiting) this.#forget(lane);
      return isWaiting;
    };
    return { kind: "waiting", giveUp };
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
    const lane = this.#turns.shift();
    const waiter = lane?.waiters.shift();
    if (!lane || !waiter) return undefined;
    // The lane goes to the end: its next turn comes after everybody else's.
    lane.leaveTurns = this.#turns.push(lane);
    this.#forget(lane.name);
    return waiter;
  }

  #laneOf(name: string): Lane {
    const known = this.#lanes.get(name);
    if (known) return known;
    const lane: Lane = { name, waiters: new LinkedQueue(), leaveTurns: () => false };
    lane.leaveTurns = this.#turns.push(lane);
    this.#lanes.set(name, lane);
    return lane;
  }

  /** One of the lane waits no more; a lane in which nobody waits has no turn. */
  #forget(name: string): void {
    this.#waiting--;
    const lane = this.#lanes.get(name);
    if (lane?.waiters.isEmpty) {
      lane.leaveTurns();
      this.#lanes.delete(name);
    }
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

interface Lane {
  readonly name: string;
  readonly waiters: LinkedQueue<Waiter>;
  leaveTurns: () => boolean;
}

function checkSize({ places, queue }: BulkheadSize): void {
  if (!(Number.isInteger(places) && places >= 1))
    throw new RangeError(`places must be a whole number from 1, got ${places}`);
  if (!(Number.isInteger(queue) && queue >= 0))
    throw new RangeError(`queue must be a whole number from 0, got ${queue}`);
}
