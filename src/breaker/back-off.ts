/** How long to wait: between `minMs` and a ceiling that doubles with each attempt up to `maxMs`. */
export interface BackOff {
  /** 0 for the first wait. */
  readonly attempt: number;
  readonly baseMs: number;
  readonly maxMs: number;
  /** Default 0, which is full jitter; with `baseMs` the first wait is exactly that. */
  readonly minMs?: number;
  /** From 0 to below 1, as Math.random gives it. */
  readonly random: () => number;
}

/** The wait before an attempt: evenly spread, so that many who failed together do not come back together. */
export function backOffMs({ attempt, baseMs, maxMs, minMs = 0, random }: BackOff): number {
  const ceilingMs = Math.max(minMs, Math.min(maxMs, baseMs * 2 ** attempt));
  const share = random();
  // A broken source of chance may make waits shorter, never endless.
  const isShare = share >= 0 && share <= 1;
  return minMs + (isShare ? share : 0) * (ceilingMs - minMs);
}
