/**
 * The whole comparison of file lists: every module, platform, tag set and toolchain. Run it by name:
 * `bun test ./test/differential/file-lists.long.ts --timeout 3600000`; SEED repeats a run, ONLY=name narrows it.
 */
import { afterAll, expect, test } from "bun:test";
import { reportSuite } from "../conformance/report-suite.ts";
import { freshSeed } from "../seed-of-run.ts";
import {
  compareFileLists,
  localToolchain,
  platformsCompared,
  prepareModule,
  readCorpus,
  seededRandom,
  type Toolchain,
  tagSetsFor,
} from "./file-lists.ts";

const seed = freshSeed();
const random = seededRandom(seed);
const toolchains: Toolchain[] = [
  { name: "go1.21.13", minor: 21 },
  { name: "go1.25.0", minor: 25 },
  await localToolchain(),
  { name: "go1.27.1", minor: 27 },
];
const total = { runs: 0, packages: 0, files: 0 };
afterAll(() => {
  console.log(`file-lists seed ${seed}: ${total.runs} runs, ${total.packages} package lists`);
  reportSuite("file-lists", total.files);
});

for (const { module: name } of readCorpus().filter(({ module }) => module.includes(process.env.ONLY ?? ""))) {
  test(`${name} has the lists that go gives`, async () => {
    const module = await prepareModule(name);
    const differences: string[] = [];
    const tagSets = tagSetsFor(module, random);
    for (const toolchain of toolchains) {
      for (const platform of platformsCompared) {
        const builds = tagSets.map((tags) => ({ platform, toolchain, tags }));
        const results = await Promise.all(builds.map((build) => compareFileLists(module, build)));
        for (const [index, result] of results.entries()) {
          total.runs++;
          total.packages += result.packages;
          total.files += result.files;
          const where = `${toolchain.name} ${platform.goos}/${platform.goarch} -tags=${tagSets[index]?.join(",")}`;
          differences.push(...result.differences.map((difference) => `${where}: ${difference}`));
        }
      }
    }
    module.remove();
    expect(differences.slice(0, 10)).toEqual([]);
  });
}
