/** The tamper test in full: 500 seeded corruptions, each alone, in three repositories. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { corrupt, corruptionKinds, createRandom, isNamed } from "./tamper.ts";
import { makeWorld, removeWorld, verifyWorld } from "./verify-world.ts";
import { replaced, typical } from "./worlds.ts";

setDefaultTimeout(3_600_000);

const wanted = 500;
const seed = Math.floor(Math.random() * 2 ** 31);

describe("500 corruptions", () => {
  test("every one is found and named, and nothing is found once it is undone", async () => {
    const random = createRandom(seed);
    const worlds = [
      await makeWorld(typical, "mod"),
      await makeWorld(typical),
      await makeWorld(replaced, "mod"),
    ];
    const counts = new Map<string, number>();
    const missed: string[] = [];
    for (let made = 0; made < wanted; ) {
      const world = worlds[Math.floor(random() * worlds.length)];
      const kind = corruptionKinds[Math.floor(random() * corruptionKinds.length)];
      if (!world || kind === undefined) break;
      const corruption = corrupt(world, kind, random);
      if (!corruption) continue;
      made++;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      const result = await verifyWorld(world);
      if (!isNamed(result, corruption))
        missed.push(`${kind}: ${corruption.names}: ${JSON.stringify(result.faults.slice(0, 3))}`);
      corruption.undo();
    }
    for (const world of worlds) {
      expect((await verifyWorld(world)).faults).toEqual([]);
      removeWorld(world);
    }
    const shown = [...counts].map(([kind, count]) => `${kind} ${count}`).join(", ");
    console.log(`corruptions: ${wanted}, missed ${missed.length}, seed ${seed}: ${shown}`);
    expect(missed).toEqual([]);
    expect(counts.size).toBe(corruptionKinds.length);
  });
});
