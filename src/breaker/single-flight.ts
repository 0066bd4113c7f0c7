/**
 * One piece of work for all who ask for the same thing at the same time. The work belongs to nobody: who
 * leaves, the first one too, harms no other, and only when the last has left is the work told to stop.
 * This is the room's one file with promises.
 */
export class SingleFlight<Value> {
  readonly #flights = new Map<string, Flight<Value>>();

  /**
   * The work's result, or the reason of `signal` as soon as that aborts. `start` is called only if no work
   * for the key is under way, and gets the signal of the work: abort its fetches by that one, never by the
   * signal of a request. A result, good or bad, is not kept: whoever comes after it starts anew.
   */
  run(key: string, start: (signal: AbortSignal) => Promise<Value>, signal?: AbortSignal): Promise<Value> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const flight = this.#flights.get(key) ?? this.#takeOff(key, start);
    return this.#join(key, flight, signal);
  }

  /** Pieces of work under way and those who wait for them. */
  get counts(): { readonly flights: number; readonly waiters: number } {
    let waiters = 0;
    for (const flight of this.#flights.values()) waiters += flight.waiters;
    return { flights: this.#flights.size, waiters };
  }

  #takeOff(key: string, start: (signal: AbortSignal) => Promise<Value>): Flight<Value> {
    const stop = new AbortController();
    // In a later turn, so that the flight is known before the work begins and a throw is a rejection.
    const work = Promise.resolve().then(() => {
      stop.signal.throwIfAborted();
      return start(stop.signal);
    });
    const flight: Flight<Value> = { work, stop, waiters: 0 };
    this.#flights.set(key, flight);
    const land = (): void => this.#remove(key, flight);
    work.then(land, land);
    return flight;
  }

  #join(key: string, flight: Flight<Value>, signal: AbortSignal | undefined): Promise<Value> {
    flight.waiters++;
    return new Promise<Value>((resolve, reject) => {
      const leave = (): void => {
        reject(signal?.reason);
        if (--flight.waiters > 0) return;
        // Removed first: whoever asks from now on must not get work that was told to stop.
        this.#remove(key, flight);
        flight.stop.abort(signal?.reason);
      };
      signal?.addEventListener("abort", leave, { once: true });
      const stay = (): void => signal?.removeEventListener("abort", leave);
      flight.work.finally(stay).then(resolve, reject);
    });
  }

  #remove(key: string, flight: Flight<Value>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }
}

interface Flight<Value> {
  readonly work: Promise<Value>;
  readonly stop: AbortController;
  waiters: number;
}
