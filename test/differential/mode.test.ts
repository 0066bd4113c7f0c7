/** Our choice of mode against what the installed go command does. */
import { afterAll, expect, test } from "bun:test";
import { selectMode } from "../../src/go/mode.ts";
import { reportSuite } from "../conformance/report-suite.ts";
import { modeQuestions } from "./mode-questions.ts";
import { observeMode } from "./observe-mode.ts";

const version = Bun.spawnSync(["go", "env", "GOVERSION"], { env: { ...process.env, GOTOOLCHAIN: "local" } })
  .stdout.toString()
  .trim()
  .replace(/^go/, "");
let cases = 0;
afterAll(() => reportSuite(`mode go ${version}`, cases));

test("the installed go runs in the mode that we say", () => {
  for (const question of modeQuestions(version)) {
    cases++;
    const { mode, error = "" } = selectMode(question);
    const observed = observeMode("go", question);
    expect([question, observed.mode]).toEqual([question, mode]);
    expect(observed.output).toContain(error);
  }
}, 120_000);
