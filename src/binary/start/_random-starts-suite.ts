/** Random images, each of which is started: the test of both tiers. */
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cannotLaunch } from "../../../scripts/start-launcher.ts";
import { tryRandomStarts } from "./_random-starts.ts";

/** Declares the test; a missing right to start or to mount is said. */
export function randomStartsSuite({ count, seed }: { count: number; seed: number }): void {
  const work = mkdtempSync(join(tmpdir(), "breakwater-random-starts-"));
  afterAll(() => rmSync(work, { recursive: true, force: true }));
  if (cannotLaunch !== undefined) console.log(`SKIPPED: random images are not started: ${cannotLaunch}`);

  test.skipIf(cannotLaunch !== undefined)(
    "random images start or not as inspect foretells, for the user that they name",
    async () => {
      const done = await tryRandomStarts(work, { count, seed });
      if (!done) {
        console.log("SKIPPED: random images are not started: no right to mount");
        return;
      }
      expect({ seed, wrong: done.wrong }).toEqual({ seed, wrong: [] });
      expect(done.starts + done.stops).toBe(count);
      expect(done.unknown).toBeLessThan(count / 2);
      console.log(
        `random images: ${done.cases}, ${done.starts} start, ${done.stops} do not, of ${done.unknown} it was unknown, seed ${seed}`,
      );
    },
  );
}
