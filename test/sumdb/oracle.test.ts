/** Odd notes, keys, tree heads, records and tile paths: we accept exactly what golang.org/x/mod accepts. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { reportSuite } from "../conformance/report-suite.ts";
import { seedOfRun } from "../seed-of-run.ts";
import { compareWithOracle } from "./compare-with-oracle.ts";
import { type GoLog, type GoLogServer, startGoLogServer } from "./go-log.ts";

const wait = 300_000;
const seed = seedOfRun();
let server: GoLogServer;
let log: GoLog;
beforeAll(async () => {
  server = await startGoLogServer();
  log = await server.make();
}, wait);
afterAll(() => server.stop());

test(
  "we read odd texts as x/mod does",
  async () => {
    const { inputs, accepted, differences } = await compareWithOracle({ server, log }, { runs: 2_000, seed });
    expect(differences).toEqual([]);
    expect(accepted).toBeGreaterThan(inputs / 50);
    reportSuite(`sumdb readers against x/mod (seed ${seed}, ${accepted} accepted)`, inputs);
  },
  wait,
);
