/** Where random cases start. Every report prints it; BREAKWATER_SEED repeats a run. */

/**
 * The seed of what `npm run ok` runs: always the same, so that a red run is the fault of the change in it.
 * `npm run ok:long` runs those tests again and sets BREAKWATER_SEED to a number that no run has had.
 */
export function seedOfRun(): number {
  return Number(process.env.BREAKWATER_SEED ?? 1);
}

/** A seed that no run has had. */
export function freshSeed(): number {
  return Number(process.env.BREAKWATER_SEED ?? Date.now() % 1_000_000_007);
}
