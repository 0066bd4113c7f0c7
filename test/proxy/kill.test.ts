import { expect, test } from "bun:test";
import { faultWorld } from "./fault-world.ts";
import { killModules, runKillSeries } from "./kill-series.ts";

const modules = killModules();
const { upstream, log } = faultWorld(modules);

test("a program that is killed eight times serves nothing half, and goes on where it was", async () => {
  const result = await runKillSeries({ modules, upstream: await upstream(), log: log(), kills: 8, seed: 3 });
  expect(result.wrong).toEqual([]);
  expect(result.stored).toBeGreaterThan(0);
}, 120_000);
