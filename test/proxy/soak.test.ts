import { expect, test } from "bun:test";
import { faultWorld } from "./fault-world.ts";
import { runSoak, soakModules } from "./soak.ts";

const modules = soakModules();
const world = faultWorld(modules);

test("800 requests through a liar and a stumbler: nothing unproven comes out, and nothing that exists is absent", async () => {
  const { statuses, wrong, faults } = await runSoak(world, { modules, requests: 800, seed: 11 });
  expect(wrong).toEqual([]);
  expect(statuses[200]).toBeGreaterThan(500);
  expect(faults).toBeGreaterThan(60);
});
