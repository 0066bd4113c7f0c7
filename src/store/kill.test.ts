/** Processes that are killed in the middle, disks that fail and disks that are full. */
import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runStops, type Stop, whyNoTrace } from "./_kill-series.ts";
import { expectHealed, promisesOf } from "./_written.ts";

const missing = whyNoTrace();
if (missing !== undefined)
  console.log(`SKIPPED: a store whose process is killed at exact points: ${missing}`);

const points: Readonly<Record<string, readonly number[]>> = {
  mkdir: [1, 7, 12],
  openat: [70, 95, 140, 190],
  write: [12, 60, 200],
  fsync: [1, 4, 20, 61],
  rename: [1, 14],
  link: [1, 9, 17],
  unlink: [1, 11],
};

test.skipIf(missing !== undefined)(
  "a writer killed at 20 points leaves nothing wrong, and the next one goes on",
  async () => {
    const stops = Object.entries(points).flatMap(([call, places]) =>
      places.map((at): Stop => ({ call, at, effect: "signal=KILL" })),
    );
    const results = await runStops(stops, 12);
    const hits = results.filter(({ isHit }) => isHit).length;
    console.log(`kill -9 of a store's writer: ${hits} of ${stops.length} points reached`);
    expect(hits).toBeGreaterThanOrEqual(20);
    expect(results.at(-1)?.versions).toBeGreaterThan(10);
  },
  120_000,
);

test.skipIf(missing !== undefined)(
  "a disk that fails costs the version that is written, and nothing else",
  async () => {
    const stops = [
      { call: "fsync", at: 9, effect: "error=EIO" },
      { call: "link", at: 4, effect: "error=ENOSPC" },
      { call: "rename", at: 5, effect: "error=EIO" },
      { call: "unlink", at: 3, effect: "error=EIO" },
      { call: "mkdir", at: 7, effect: "error=ENOSPC" },
      { call: "openat", at: 110, effect: "error=EMFILE" },
    ];
    const results = await runStops(stops, 12);
    expect(results.filter(({ isHit }) => isHit).map(({ stop }) => stop.call)).toEqual(
      stops.map(({ call }) => call),
    );
  },
  120_000,
);

test.skipIf(missing !== undefined)(
  "on a file system without links a kill costs no promise either",
  async () => {
    const stops = [24, 37, 41, 52, 66, 83].map(
      (at): Stop => ({ call: "write", at, effect: "signal=KILL", hasNoLinks: true }),
    );
    stops.push({ call: "fsync", at: 12, effect: "error=EIO", hasNoLinks: true });
    const results = await runStops(stops, 8);
    expect(results.filter(({ isHit }) => isHit)).toHaveLength(stops.length);
    expect(results.at(-1)?.versions).toBeGreaterThan(2);
  },
  60_000,
);

test("writers that work at once on one folder keep what each has promised", async () => {
  const home = mkdtempSync(join(tmpdir(), "together-"));
  const folder = join(home, "store");
  const program = join(import.meta.dir, "_writer.ts");
  const writers = [0, 30, 60].map((first) =>
    Bun.spawn([process.execPath, program, folder, String(first), String(first + 24)], {
      env: { PATH: process.env.PATH ?? "", HOME: home, TMPDIR: home },
      stdout: "pipe",
      stderr: "inherit",
    }),
  );
  const said = await Promise.all(writers.map((writer) => new Response(writer.stdout).text()));
  const promises = new Set(said.flatMap((text) => [...promisesOf(text)]));
  expect(said.every((text) => text.includes("closed") && !text.includes("failed"))).toBe(true);
  expect([...promises].filter((promise) => promise.startsWith("whole "))).toHaveLength(72);
  expect(await expectHealed(folder, promises)).toBe(72 - 24);
  rmSync(home, { recursive: true, force: true });
}, 60_000);
