/** The longest run that can be asked about, and what a run remembers at most. */
export const longestRun = 100;

/** The failures since the last success, with their times. */
export class FailureRun {
  readonly #timesMs: number[] = [];

  /** How many there are; counting stops at `longestRun`. */
  get length(): number {
    return this.#timesMs.length;
  }

  record(isFailure: boolean, elapsedMs: number): void {
    if (!isFailure) {
      this.clear();
      return;
    }
    this.#timesMs.push(elapsedMs);
    if (this.#timesMs.length > longestRun) this.#timesMs.shift();
  }

  /** True if the last `count` calls failed, and all of them within the last `withinMs`. */
  reaches(count: number, { withinMs, elapsedMs }: { withinMs: number; elapsedMs: number }): boolean {
    const first = this.#timesMs[this.#timesMs.length - count];
    return first !== undefined && elapsedMs - first <= withinMs;
  }

  clear(): void {
    this.#timesMs.length = 0;
  }
}
