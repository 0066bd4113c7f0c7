import { Breaker } from "./breaker.ts";
import { type BreakerOptions, breakerSettings } from "./breaker-options.ts";
import type { BreakerSnapshot } from "./breaker-snapshot.ts";
import type { Transition } from "./transition.ts";

/**
 * One breaker per key, made when it is first asked for. Keys are the caller's, from its configuration and
 * never from requests: an upstream and a class of calls, say "proxy.example meta".
 */
export class BreakerRegistry<Key extends string = string> {
  readonly #breakers = new Map<Key, Breaker>();
  readonly #random: () => number;
  readonly #onTransition: (key: Key, transition: Transition) => void;
  readonly #limit: number;
  #optionsOf: (key: Key) => BreakerOptions;

  /** `limit` (default 1,000) turns keys that grow without end into a RangeError instead of a leak. */
  constructor(input: {
    optionsOf: (key: Key) => BreakerOptions;
    random: () => number;
    onTransition?: (key: Key, transition: Transition) => void;
    limit?: number;
  }) {
    this.#optionsOf = input.optionsOf;
    this.#random = input.random;
    this.#onTransition = input.onTransition ?? (() => {});
    this.#limit = input.limit ?? 1000;
  }

  get(key: Key): Breaker {
    const known = this.#breakers.get(key);
    if (known) return known;
    if (this.#breakers.size >= this.#limit)
      throw new RangeError(`Cannot make a breaker for "${key}": there are already ${this.#limit}`);
    const breaker = new Breaker({
      options: this.#optionsOf(key),
      random: this.#random,
      onTransition: (transition) => this.#onTransition(key, transition),
    });
    this.#breakers.set(key, breaker);
    return breaker;
  }

  /** Takes a new configuration, whole or not at all: breakers of the keys in it keep their state, the others go. */
  reconfigure(input: { keys: Iterable<Key>; optionsOf: (key: Key) => BreakerOptions; now: number }): void {
    const kept = new Set(input.keys);
    for (const key of kept) breakerSettings(input.optionsOf(key));
    this.#optionsOf = input.optionsOf;
    for (const [key, breaker] of this.#breakers) {
      if (kept.has(key)) breaker.reconfigure(input.optionsOf(key), input.now);
      else this.#breakers.delete(key);
    }
  }

  /** What every breaker shows, for metrics: in the order in which they were first asked for. */
  *snapshots(now: number): Generator<readonly [Key, BreakerSnapshot]> {
    for (const [key, breaker] of this.#breakers) yield [key, breaker.snapshot(now)];
  }
}
