/** The soak at full length, with fresh chance. */
import { expect, test } from "bun:test";
import { faultWorld } from "./fault-world.ts";
import { runSoak, soakModules } from "./soak.ts";

const modules = soakModules();
const world = faultWorld(modules);

test("10,000 requests", async () => {
  const seed = Number(process.env.BREAKWATER_SEED ?? Date.now() % 2 ** 31);
  const { statuses, wrong, faults } = await runSoak(world, { modules, requests: 10_000, seed });
  console.log(
    `proxy soak: ${JSON.stringify(statuses)}, ${faults} faults, ${wrong.length} wrong, seed ${seed}`,
  );
  expect(wrong).toEqual([]);
  expect(statuses[200]).toBeGreaterThan(6_000);
}, 1_800_000);
