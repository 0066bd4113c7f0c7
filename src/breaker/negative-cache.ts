import { ForwardClock } from "./forward-clock.ts";

interface Entry<Value> {
  readonly value: Value;
  readonly endMs: number;
}

/**
 * Remembers for a short time that something is not there, and why. Bounded: in entries, in the length of a
 * key, and in time, so that neither a flood of invented names nor a mistake stays. The oldest goes first.
 */
export class NegativeCache<Value> {
  readonly #clock = new ForwardClock();
  readonly #entries = new Map<string, Entry<Value>>();
  /** Has gone by nothing that is still held; a new one for each look would walk over all that is gone. */
  readonly #oldest = this.#entries.keys();
  readonly #ttlMs: number;
  readonly #maxEntries: number;
  readonly #maxKeyLength: number;

  /** `ttlMs` default 30,000; `maxEntries` default 10,000; a key longer than `maxKeyLength` (default 1,024) is not kept. */
  constructor({
    ttlMs = 30_000,
    maxEntries = 10_000,
    maxKeyLength = 1024,
  }: { ttlMs?: number; maxEntries?: number; maxKeyLength?: number } = {}) {
    if (!(ttlMs > 0 && Number.isFinite(ttlMs))) throw new RangeError(`ttlMs must be above 0, got ${ttlMs}`);
    if (!(Number.isInteger(maxEntries) && maxEntries >= 1))
      throw new RangeError(`maxEntries must be a whole number from 1, got ${maxEntries}`);
    this.#ttlMs = ttlMs;
    this.#maxEntries = maxEntries;
    this.#maxKeyLength = maxKeyLength;
  }

  /** What was said of a key; undefined if nothing is known any more. */
  get(key: string, now: number): Value | undefined {
    const elapsedMs = this.#clock.at(now);
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    if (entry.endMs > elapsedMs) return entry.value;
    this.#entries.delete(key);
    return undefined;
  }

  set(key: string, value: Value, now: number): void {
    const endMs = this.#clock.at(now) + this.#ttlMs;
    this.#entries.delete(key);
    if (key.length > this.#maxKeyLength) return;
    if (this.#entries.size >= this.#maxEntries) this.#removeOldest();
    this.#entries.set(key, { value, endMs });
  }

  /** All live equally long, so the oldest is also the one that ends first. */
  #removeOldest(): void {
    const { value } = this.#oldest.next();
    if (value !== undefined) this.#entries.delete(value);
  }

  /** Forgets a key at once: it was published, or found elsewhere. */
  delete(key: string): void {
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }

  /** Entries held, those that have ended and not been asked for among them. */
  get size(): number {
    return this.#entries.size;
  }
}
