/** The scenarios of golang.org/x/mod/sumdb/client_test.go: its records in a log of x/mod, its lookups through our client. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { unescapePath } from "../../src/go/escape.ts";
import { createSumLog } from "../../src/sumdb/sum-log.ts";
import { createMemoryTimelineStore } from "../../src/sumdb/timeline-store.ts";
import { readXMod } from "../conformance/go-sources.ts";
import { reportSuite } from "../conformance/report-suite.ts";
import { type GoLogServer, startGoLogServer } from "./go-log.ts";
import { wordsOf } from "./log-world.ts";

const wait = 300_000;
const source = readXMod("sumdb/client_test.go");
let server: GoLogServer;
beforeAll(async () => {
  server = await startGoLogServer();
}, wait);
afterAll(() => server.stop());

test("each lookup gives the lines that x/mod's own client must give", async () => {
  const log = await server.make({ name: "localhost.localdev/sumdb" });
  const newClient = source.slice(source.indexOf("func newTestClient"));
  for (const [, key = "", text = ""] of newClient.matchAll(/tc\.addRecord\("([^"]+)", `([^`]*)`\)/g)) {
    const [path = "", version = ""] = key.split("@");
    await log.add({ path: unescapePath(path) ?? path, version, text });
  }
  const client = createSumLog({
    key: log.key,
    reader: log.reader,
    timeline: createMemoryTimelineStore(),
    tileHeight: 2,
  });
  const scenario = source.slice(
    source.indexOf("func TestClientLookup"),
    source.indexOf("func TestClientFork"),
  );
  const lookups = [...scenario.matchAll(/tc\.mustLookup\("([^"]+)", "([^"]+)", "((?:[^"\\]|\\.)*)"\)/g)];
  for (const [, path = "", key = "", wanted = ""] of lookups) {
    const isGoMod = key.endsWith("/go.mod");
    const version = key.replace(/\/go\.mod$/, "");
    const outcome = await client.lookup({ path, version, isGoMod });
    if (outcome.kind !== "verified") throw new Error(`${path}@${key}: ${wordsOf(outcome)}`);
    const lines = outcome.lines
      .filter((line) => line.isGoMod === isGoMod)
      .map((line) => `${line.path} ${line.version}${line.isGoMod ? "/go.mod" : ""} ${line.hash}`);
    expect(lines).toEqual(wanted.split("\\n"));
    expect(outcome.hash).toBe(lines[0]?.split(" ")[2] ?? "");
  }
  reportSuite("x/mod client lookups", lookups.length);
});

test("the same names are never asked for", async () => {
  const log = await server.make();
  const gonosumdb = /SetGONOSUMDB\("([^"]+)"\)/.exec(source)?.[1] ?? "";
  const client = createSumLog({
    key: log.key,
    reader: log.reader,
    timeline: createMemoryTimelineStore(),
    settings: { gonosumdb },
  });
  const listOf = (name: string): string[] =>
    [
      ...(new RegExp(`${name} := \\[\\]string\\{([^}]*)\\}`).exec(source)?.[1] ?? "").matchAll(/"([^"]+)"/g),
    ].map(([, path = ""]) => path);
  const [ok, skip] = [listOf("ok"), listOf("skip")];
  for (const path of skip)
    expect([path, wordsOf(await client.lookup({ path, version: "v1.0.0" }))]).toEqual([
      path,
      "unknown: private",
    ]);
  for (const path of ok)
    expect([path, wordsOf(await client.lookup({ path, version: "v1.0.0" }))]).not.toEqual([
      path,
      "unknown: private",
    ]);
  reportSuite("x/mod GONOSUMDB", ok.length * skip.length);
});
