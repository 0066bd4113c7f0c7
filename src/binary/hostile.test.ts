/** A small share of the fuzzing, always the same; hostile.long.ts runs it whole. */
import { afterAll, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRandom, fuzzCaches, fuzzImages, fuzzPrograms } from "./_fuzz.ts";
import { fuzzImage, fuzzPrograms as programFiles } from "./_fuzz-files.ts";

const work = mkdtempSync(join(tmpdir(), "breakwater-hostile-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));
const seed = Number(process.env.BREAKWATER_SEED ?? 1);

test("damaged programs are read or refused, never a crash", async () => {
  const files = programFiles(work, Bun.which("go") ? ["linux/amd64", "darwin/arm64", "windows/amd64"] : []);
  const done = await fuzzPrograms([...files, process.execPath].slice(0, 8), {
    count: 1500,
    random: createRandom(seed),
  });
  expect(done.inputs).toBe(1500);
  console.log(`damaged programs: ${done.inputs}, ${done.refused} refused, seed ${seed}`);
}, 120_000);

test("damaged images are read or refused in one line, never a crash", async () => {
  const done = await fuzzImages(fuzzImage(work), { count: 1500, random: createRandom(seed) });
  expect(done.refused).toBeGreaterThan(100);
  expect(done.refused).toBeLessThan(1500);
  console.log(`damaged images: ${done.inputs}, ${done.refused} refused, seed ${seed}`);
}, 120_000);

test.skipIf(!existsSync("/etc/ld.so.cache"))("damaged caches of the loader", () => {
  const bytes = readFileSync("/etc/ld.so.cache");
  expect(fuzzCaches(bytes, { count: 1000, random: createRandom(seed) }).inputs).toBe(1000);
});
