/** Logs that the real go prints now: each scenario in lab/diagnose is run, and what it printed is diagnosed. */
import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { diagnoseText } from "../test/diagnose/log-cases.ts";
import { runScenario } from "./run-scenario.ts";

setDefaultTimeout(300_000);

const folder = join(import.meta.dir, "diagnose");
const scenarios = readdirSync(folder).filter((name) => name.endsWith(".txtar"));
let execs = 0;

afterAll(() => {
  console.log(`lab/diagnose: ${scenarios.length} logs, ${execs} programs run with the real go`);
});

describe("a log of the real go has as first cause", () => {
  // `PATTERN.txtar`, or `PATTERN.WORD.txtar` for another way to it.
  test.each(scenarios)("%s", async (name) => {
    const result = runScenario(readFileSync(join(folder, name), "utf8"));
    execs += result.execs;
    expect(result.failure).toBeUndefined();
    const { diagnosis } = await diagnoseText(result.log);
    const [first] = diagnosis.causes;
    expect(first?.pattern.id, result.log).toBe(name.slice(0, name.indexOf(".")));
    expect(first?.confidence).toBeGreaterThanOrEqual(0.6);
  });
});
