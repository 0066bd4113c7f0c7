/** The time as the proxy sees it; a test brings its own. */
export interface Clock {
  /** Milliseconds since 1970. What measures a duration with it survives that it is set back. */
  now(): number;
}

/** The clock of this machine. */
export const systemClock: Clock = { now: () => Date.now() };
