/** A log whose answers are damaged, swapped and withheld at random. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { reportSuite } from "../conformance/report-suite.ts";
import { seedOfRun } from "../seed-of-run.ts";
import { type GoLogServer, startGoLogServer } from "./go-log.ts";
import { recordAnswers, runHostileLogs } from "./hostile-log.ts";

const wait = 300_000;
const seed = seedOfRun();
let server: GoLogServer;
beforeAll(async () => {
  server = await startGoLogServer();
}, wait);
afterAll(() => server.stop());

test(
  "no lie is believed, and none poisons what is remembered",
  async () => {
    const log = await server.make();
    const counts = await runHostileLogs({ log, answers: await recordAnswers(log) }, { runs: 600, seed });
    const shown = [...counts].map(([words, count]) => `${words} ${count}`).join(", ");
    expect([...counts.keys()].filter((words) => words.startsWith("contradicted")).length).toBeGreaterThan(2);
    reportSuite(`hostile logs (seed ${seed}: ${shown})`, 600);
  },
  wait,
);
