/** The series of kills at full length, with fresh chance. */
import { expect, test } from "bun:test";
import { faultWorld } from "./fault-world.ts";
import { killModules, runKillSeries } from "./kill-series.ts";

const modules = killModules();
const { upstream, log } = faultWorld(modules);

test("killed 200 times", async () => {
  const seed = Number(process.env.BREAKWATER_SEED ?? Date.now() % 2 ** 31);
  let [stored, all] = [0, 0];
  // A store that is full has nothing left to be killed at.
  for (let series = 0; series < 20; series++) {
    const server = await upstream();
    const result = await runKillSeries({
      modules,
      upstream: server,
      log: log(),
      kills: 10,
      seed: seed + series,
    });
    expect(result.wrong).toEqual([]);
    stored += result.stored;
    all += result.all;
  }
  console.log(`proxy kills: 200, ${stored} of ${all} files stored by then, seed ${seed}`);
  expect(stored).toBeGreaterThan(0);
}, 1_800_000);
