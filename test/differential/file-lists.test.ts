import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { reportSuite } from "../conformance/report-suite.ts";
import { seedOfRun } from "../seed-of-run.ts";
import {
  compareFileLists,
  localToolchain,
  type PreparedModule,
  platformsCompared,
  prepareModule,
  readCorpus,
  seededRandom,
  tagSetsFor,
} from "./file-lists.ts";

const seed = seedOfRun();
const random = seededRandom(seed);
const chosen = readCorpus()
  .filter(({ size }) => size === "small")
  .map((entry) => ({ ...entry, order: random() }))
  .sort((a, b) => a.order - b.order)
  .slice(0, 3);

let compared = 0;
beforeAll(() => console.log(`file-lists seed ${seed}: ${chosen.map(({ module }) => module).join(" ")}`));
afterAll(() => reportSuite("file-lists", compared));

describe("file lists of real modules", () => {
  for (const { module: name } of chosen) {
    test(`${name} has the lists that go gives`, async () => {
      const module: PreparedModule = await prepareModule(name);
      try {
        const toolchain = await localToolchain();
        const tagSets = tagSetsFor(module, random);
        for (const platform of platformsCompared) {
          const tags = tagSets[Math.floor(random() * tagSets.length)] ?? [];
          const { files, differences } = await compareFileLists(module, { platform, toolchain, tags });
          compared += files;
          expect({ platform, tags, differences }).toEqual({ platform, tags, differences: [] });
          expect(files).toBeGreaterThan(0);
        }
      } finally {
        module.remove();
      }
    }, 60_000);
  }
});
