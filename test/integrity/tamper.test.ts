import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { seedOfRun } from "../seed-of-run.ts";
import { corrupt, corruptionKinds, createRandom, isNamed } from "./tamper.ts";
import { makeWorld, removeWorld, type VerifyWorld, verifyWorld } from "./verify-world.ts";
import { replaced, typical, workspace } from "./worlds.ts";

setDefaultTimeout(300_000);

const seed = seedOfRun();
console.log(`tampering: seed ${seed}`);

describe("clean repositories", () => {
  const cases = [
    { name: "modules", files: typical, vendor: "no" },
    { name: "vendored modules", files: typical, vendor: "mod" },
    { name: "replacements", files: replaced, vendor: "no" },
    { name: "vendored replacements", files: replaced, vendor: "mod" },
    { name: "a workspace", files: workspace, vendor: "no" },
    { name: "a vendored workspace", files: workspace, vendor: "work" },
  ] as const;
  test.each(cases)("nothing is found in $name", async ({ files, vendor }) => {
    const world = await makeWorld(files, vendor);
    const { faults, modules, verified, vendoredFiles } = await verifyWorld(world);
    expect(faults).toEqual([]);
    expect(modules).toBeGreaterThan(0);
    expect(verified).toBe(modules);
    expect(vendoredFiles > 0).toBe(vendor !== "no");
    removeWorld(world);
  });
});

describe("one corruption", () => {
  let world: VerifyWorld;
  beforeAll(async () => {
    world = await makeWorld(typical, "mod");
  });
  afterAll(() => removeWorld(world));

  test.each(corruptionKinds.map((kind, index) => ({ kind, index })))("is found and named: $kind", async ({
    kind,
    index,
  }) => {
    const corruption = corrupt(world, kind, createRandom(seed + index));
    expect(corruption).toBeDefined();
    if (!corruption) return;
    const result = await verifyWorld(world);
    if (!isNamed(result, corruption)) console.log(corruption, result.faults.slice(0, 5), result.unknowns);
    expect(isNamed(result, corruption)).toBe(true);
    corruption.undo();
  });
});
