/**
 * The checksum log's client at length: odd notes, keys, tree heads, records and tile paths against x/mod's readers, and
 * lookups in logs whose answers are damaged, swapped and withheld.
 *
 *   bun test ./test/fuzz/sumdb.long.ts   BREAKWATER_SEED=n repeats a run, BREAKWATER_FUZZ_RUNS=n sizes it
 */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { freshSeed } from "../seed-of-run.ts";
import { compareWithOracle } from "../sumdb/compare-with-oracle.ts";
import { type GoLog, type GoLogServer, startGoLogServer } from "../sumdb/go-log.ts";
import { recordAnswers, runHostileLogs } from "../sumdb/hostile-log.ts";

const seed = freshSeed();
const runs = Number(process.env.BREAKWATER_FUZZ_RUNS ?? 25_000);
const wait = 3_600_000;
let server: GoLogServer;
let log: GoLog;
console.log(`seed ${seed}, ${runs} inputs per reader, ${runs} hostile logs`);
beforeAll(async () => {
  server = await startGoLogServer();
  log = await server.make();
}, wait);
afterAll(() => server.stop());

test(
  "we read odd texts as x/mod does",
  async () => {
    const { inputs, accepted, differences } = await compareWithOracle({ server, log }, { runs, seed });
    expect(differences).toEqual([]);
    console.log(`sumdb readers: ${inputs} inputs, ${accepted} accepted by both, seed ${seed}`);
  },
  wait,
);

test(
  "no lie is believed, and none poisons what is remembered",
  async () => {
    const answers = await recordAnswers(log);
    const counts = await runHostileLogs({ log, answers }, { runs, seed });
    const shown = [...counts].map(([words, count]) => `${words} ${count}`).join(", ");
    console.log(`hostile logs: ${runs} lookups, seed ${seed}: ${shown}`);
    expect(counts.size).toBeGreaterThan(5);
  },
  wait,
);
