/** The series of kill.test.ts at full length, at points that no run has had. */
import { expect, test } from "bun:test";
import { freshSeed } from "../../test/seed-of-run.ts";
import { runStops, type Stop, whyNoTrace } from "./_kill-series.ts";

const missing = whyNoTrace();
const seed = freshSeed();
/** Up to which call of its kind a writer of twelve versions surely comes; what lies before the store's first is left out. */
const reach: Readonly<Record<string, readonly [number, number]>> = {
  mkdir: [1, 14],
  openat: [60, 330],
  write: [8, 420],
  fsync: [1, 110],
  rename: [1, 16],
  link: [1, 20],
  unlink: [1, 20],
  close: [60, 330],
};
let state = seed;

function below(limit: number): number {
  state = (state * 48_271) % 2_147_483_647;
  return state % limit;
}

/** So many different points of each call, or all it has. */
function pointsOf(count: number, effects: Readonly<Record<string, string>>): readonly Stop[] {
  const stops: Stop[] = [];
  for (const [call, effect] of Object.entries(effects)) {
    const [least, most] = reach[call] ?? [1, 10];
    const places = new Set<number>();
    while (places.size < Math.min(count, most - least)) places.add(least + below(most - least));
    for (const at of places) stops.push({ call, at, effect });
  }
  return stops;
}

test.skipIf(missing !== undefined)(
  "no kill at any of more than 200 points costs a promise",
  async () => {
    const effects = Object.fromEntries(Object.keys(reach).map((call) => [call, "signal=KILL"]));
    const results = await runStops(pointsOf(60, effects), 12);
    const hits = results.filter(({ isHit }) => isHit);
    const points = new Set(hits.map(({ stop }) => `${stop.call} ${stop.at}`)).size;
    console.log(
      `kill -9 of a store's writer: seed ${seed}, ${hits.length} kills at ${points} different points`,
    );
    expect(hits.length).toBeGreaterThanOrEqual(200);
  },
  3_600_000,
);

test.skipIf(missing !== undefined)(
  "no failing call costs a promise",
  async () => {
    const effects = {
      fsync: "error=EIO",
      link: "error=ENOSPC",
      rename: "error=EIO",
      unlink: "error=EIO",
      mkdir: "error=EROFS",
      openat: "error=EMFILE",
    };
    const results = await runStops(pointsOf(20, effects), 12);
    const hits = results.filter(({ isHit }) => isHit).length;
    console.log(`failing calls of a store's writer: seed ${seed}, ${hits} failures`);
    expect(hits).toBeGreaterThanOrEqual(60);
  },
  3_600_000,
);

test.skipIf(missing !== undefined)(
  "where files have no links a kill costs no promise either",
  async () => {
    const effects = { write: "signal=KILL", fsync: "signal=KILL", openat: "signal=KILL" };
    const stops = pointsOf(14, effects).map((stop) => ({ ...stop, hasNoLinks: true }));
    const hits = (await runStops(stops, 8)).filter(({ isHit }) => isHit).length;
    console.log(`kill -9 of a store's writer without links: seed ${seed}, ${hits} points`);
    expect(hits).toBeGreaterThanOrEqual(15);
  },
  3_600_000,
);
