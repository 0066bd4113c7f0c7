/** The whole fuzzing: 140,000 damaged programs, images and caches. */
import { afterAll, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRandom, fuzzCaches, fuzzImages, fuzzPrograms } from "./_fuzz.ts";
import { fuzzImage, fuzzPrograms as programFiles } from "./_fuzz-files.ts";

const work = mkdtempSync(join(tmpdir(), "breakwater-hostile-long-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));
const seed = Number(process.env.BREAKWATER_SEED ?? Date.now() % 2 ** 31);
const pairs =
  "linux/amd64 linux/386 linux/mips linux/s390x darwin/arm64 darwin/amd64 windows/amd64 windows/386 plan9/386 aix/ppc64".split(
    " ",
  );

test("programs", async () => {
  const done = await fuzzPrograms(programFiles(work, pairs), { count: 90_000, random: createRandom(seed) });
  expect(done.inputs).toBe(90_000);
  console.log(
    `damaged programs: ${done.inputs}, ${done.refused} refused, slowest ${done.slowestMs.toFixed(0)} ms, seed ${seed}`,
  );
});

test("images", async () => {
  const done = await fuzzImages(fuzzImage(work), { count: 40_000, random: createRandom(seed) });
  expect(done.inputs).toBe(40_000);
  console.log(
    `damaged images: ${done.inputs}, ${done.refused} refused, slowest ${done.slowestMs.toFixed(0)} ms, seed ${seed}`,
  );
});

test.skipIf(!existsSync("/etc/ld.so.cache"))("caches of the loader", () => {
  const done = fuzzCaches(readFileSync("/etc/ld.so.cache"), { count: 10_000, random: createRandom(seed) });
  expect(done.inputs).toBe(10_000);
  console.log(`damaged loader caches: ${done.inputs}, ${done.refused} refused, seed ${seed}`);
});
