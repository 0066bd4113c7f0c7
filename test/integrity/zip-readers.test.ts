/** Two readers of one zip are how a verified module builds something else: ours reads what go reads, or refuses. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { seedOfRun } from "../seed-of-run.ts";
import { makeOddZip } from "./odd-zips.ts";
import { createRandom } from "./tamper.ts";
import { zipEntries } from "./zip-entries.ts";
import { readWithGo, readWithOurs } from "./zip-readers.ts";

setDefaultTimeout(300_000);

test("odd zips are read as Go's archive/zip reads them, or refused", async () => {
  const seed = seedOfRun();
  console.log(`odd zips: seed ${seed}`);
  const random = createRandom(seed);
  const zips = Array.from({ length: 4_000 }, () => makeOddZip(random));
  const theirs = await readWithGo(zips);
  let read = 0;
  let refused = 0;
  for (const [index, zip] of zips.entries()) {
    const ours = readWithOurs(zip);
    const isRefused = ours.startsWith("refused");
    if (isRefused) refused++;
    else {
      read++;
      expect([index, ours]).toEqual([index, theirs[index] ?? ""]);
    }
    // What go takes is not called broken, but for names that no module may have and sizes that no module has.
    if (isRefused && theirs[index] !== "refused")
      expect(ours).toMatch(/UTF-8|larger than 512 MiB|share their bytes/);
  }
  expect(read).toBeGreaterThan(1_000);
  expect(refused).toBeGreaterThan(100);
});

test("more files than their number can say are all read", async () => {
  const entries = Array.from({ length: 65_536 + 1 }, (_, index) => ({
    name: `f${index}`,
    bytes: new Uint8Array(),
  }));
  const zip = Buffer.from(zipEntries(entries));
  zip.writeUInt16LE(1, zip.length - 22 + 10);
  expect(await readWithGo([zip])).toEqual([readWithOurs(zip)]);
  expect(readWithOurs(zip)).toStartWith("65537 ");
});
