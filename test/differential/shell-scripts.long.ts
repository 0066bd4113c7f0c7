/** Random scripts, read by us and run by bash and dash: many of them. */
import { afterAll, expect, test } from "bun:test";
import { createRandom } from "../../src/workspace/tree/scratch-repository.ts";
import { reportSuite } from "../conformance/report-suite.ts";
import { freshSeed } from "../seed-of-run.ts";
import { judgeScript } from "./judge-script.ts";
import { createStand } from "./shell-runs.ts";
import { randomScript } from "./shell-scripts.ts";

const seed = freshSeed();
const scripts = Number(process.env.SCRIPTS ?? 300);
const stand = createStand();
let runs = 0;
afterAll(() => {
  stand.remove();
  reportSuite(`many random scripts (seed ${seed})`, runs);
});

test("what is known of the go commands of many scripts is what the shell does", async () => {
  const wrong: unknown[] = [];
  for (let each = seed; each < seed + scripts; each++) {
    const {
      script,
      lies,
      isBroken,
      runs: count,
    } = await judgeScript(randomScript(createRandom(each)), stand);
    runs += count;
    if (!isBroken && lies.length > 0) wrong.push({ seed: each, script, lies });
  }
  expect(wrong).toEqual([]);
});
