/**
 * Where the random cases of a run start. `npm run ok` always asks the same ones, so that a red run is the fault of
 * the change in it; `npm run ok:long` gives SEED= a number that no run has had. Every report prints it.
 */
export function seedOfRun(): number {
  return Number(process.env.SEED ?? 1);
}

/** A seed that no run has had, for what is only in the long tier; SEED= repeats a run. */
export function freshSeed(): number {
  return Number(process.env.SEED ?? Date.now() % 10_000_000);
}
