/**
 * Keeps retries and hedges to a share of the requests, so that many small failures cannot become a storm:
 * `retries <= percent / 100 * requests + reserve`, over any stretch of time with `burst` instead of reserve.
 */
export class RetryBudget {
  readonly #percent: number;
  readonly #burst: number;
  /** In hundredths of a retry, so that ten tenths are one. */
  #credit: number;

  /** `percent` of requests (default 10); `reserve` retries at the start (default 0); at most `burst` saved up (default 10). */
  constructor({ percent = 10, reserve = 0, burst = 10 }: Partial<RetryBudgetOptions> = {}) {
    if (!(Number.isInteger(percent) && percent >= 0 && percent <= 100))
      throw new RangeError(`percent must be a whole number from 0 to 100, got ${percent}`);
    if (!(Number.isInteger(burst) && burst >= 1))
      throw new RangeError(`burst must be a whole number from 1, got ${burst}`);
    if (!(Number.isInteger(reserve) && reserve >= 0 && reserve <= burst))
      throw new RangeError(`reserve must be a whole number from 0 to burst (${burst}), got ${reserve}`);
    this.#percent = percent;
    this.#burst = burst;
    this.#credit = reserve * 100;
  }

  /** Counts a first attempt. */
  countRequest(): void {
    this.#credit = Math.min(this.#credit + this.#percent, this.#burst * 100);
  }

  /** Takes one retry out of the budget; false if there is none left. */
  tryRetry(): boolean {
    if (this.#credit < 100) return false;
    this.#credit -= 100;
    return true;
  }

  /** Retries that may be made now. */
  get left(): number {
    return Math.floor(this.#credit / 100);
  }
}

interface RetryBudgetOptions {
  readonly percent: number;
  readonly reserve: number;
  readonly burst: number;
}
