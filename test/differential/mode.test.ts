/** Our choice of mode against what the installed go command does: a fresh sample; the whole is in the long tier. */
import { afterAll, expect, test } from "bun:test";
import { selectMode } from "../../src/go/mode.ts";
import { reportSuite } from "../conformance/report-suite.ts";
import { seedOfRun } from "../seed-of-run.ts";
import { seededRandom } from "./file-lists.ts";
import { modeQuestions } from "./mode-questions.ts";
import { observeMode } from "./observe-mode.ts";

const version = Bun.spawnSync(["go", "env", "GOVERSION"], { env: { ...process.env, GOTOOLCHAIN: "local" } })
  .stdout.toString()
  .trim()
  .replace(/^go/, "");
const seed = seedOfRun();
const random = seededRandom(seed);
let cases = 0;
afterAll(() => reportSuite(`mode go ${version} (seed ${seed})`, cases));

test("the installed go runs in the mode that we say", () => {
  for (const question of modeQuestions(version).filter(() => random() < 0.4)) {
    cases++;
    const { mode, error = "" } = selectMode(question);
    const observed = observeMode("go", question);
    expect([question, observed.mode]).toEqual([question, mode]);
    expect(observed.output).toContain(error);
  }
}, 120_000);
