/** A seed of its own for each run; SEED= in the environment repeats a run, and every report prints the seed. */
export function freshSeed(): number {
  const given = process.env.SEED;
  return given === undefined ? Date.now() % 10_000_000 : Number(given);
}
