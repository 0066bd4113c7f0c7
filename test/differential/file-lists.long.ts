/** The whole comparison of file lists; run it with bun. Arguments: part of a module's name to run only those. */
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

const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
console.log(`seed ${seed}`);
const random = seededRandom(seed);
const toolchains: Toolchain[] = [
  { name: "go1.21.13", minor: 21 },
  { name: "go1.25.0", minor: 25 },
  await localToolchain(),
  { name: "go1.27.1", minor: 27 },
];
const wanted = process.argv[2] ?? "";
const total = { modules: 0, runs: 0, packages: 0, files: 0, differences: 0 };
for (const { module: name } of readCorpus().filter(({ module }) => module.includes(wanted))) {
  const module = await prepareModule(name);
  const startedAt = performance.now();
  let packages = 0;
  const tagSets = tagSetsFor(module, random);
  for (const toolchain of toolchains) {
    for (const platform of platformsCompared) {
      const builds = tagSets.map((tags) => ({ platform, toolchain, tags }));
      const results = await Promise.all(builds.map((build) => compareFileLists(module, build)));
      for (const [index, result] of results.entries()) {
        total.runs++;
        packages += result.packages;
        total.files += result.files;
        total.differences += result.differences.length;
        for (const difference of result.differences.slice(0, 5)) {
          const where = `${name} ${toolchain.name} ${platform.goos}/${platform.goarch}`;
          console.error(`${where} -tags=${tagSets[index]?.join(",")}: ${difference}`);
        }
      }
    }
  }
  module.remove();
  total.modules++;
  total.packages += packages;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${name}: ${packages} package lists, ${total.differences} differences so far, ${seconds} s`);
}
console.log(
  `conformance file-lists: ${total.modules} modules, ${total.runs} runs, ${total.packages} packages, ` +
    `${total.files} file entries, ${total.differences} differences`,
);
process.exit(total.files === 0 || total.differences > 0 ? 1 : 0);
