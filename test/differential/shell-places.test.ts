/** Random scripts in the places of CI, started as their runners start them, against what env says of those places. */
import { afterAll, expect, test } from "bun:test";
import { createRandom } from "../../src/workspace/tree/scratch-repository.ts";
import { reportSuite } from "../conformance/report-suite.ts";
import { seedOfRun } from "../seed-of-run.ts";
import { failureLies } from "./failure-lies.ts";
import { isUnfit } from "./judge-script.ts";
import { runInPlace, shellPlaces } from "./shell-places.ts";
import { createStand, lies, sitesOf } from "./shell-runs.ts";
import { filesOf, randomScript, textOf } from "./shell-scripts.ts";

const seed = seedOfRun();
const scripts = Number(process.env.SCRIPTS ?? 2);
const stand = createStand();
let runs = 0;
afterAll(() => {
  stand.remove();
  reportSuite(`random scripts in CI (seed ${seed})`, runs);
});

/** The folder of a runner's own script holds none of the files that the script looks for. */
function inTree(script: string): string {
  return script.replaceAll('cd "${0%/*}"', "cd .");
}

for (const place of shellPlaces) {
  test(`what is known of ${place.title} is what its shell does`, async () => {
    for (let each = seed; each < seed + scripts; each++) {
      const made = randomScript(createRandom(each), { shell: place.shell });
      const statements = made.pieces.map((piece) => inTree(textOf([piece])));
      const script = statements.join("\n");
      const { "s.sh": _, ...others } = filesOf(made);
      const own = place.files(script, statements);
      const files = { ...others, ...own };
      const table = await sitesOf(files);
      const sites = table.sites.filter(({ at }) => Object.keys(own).includes(at?.file ?? ""));
      const commands = sites.flatMap((site) => site.commands);
      const answers = runInPlace(place, stand, { files, script });
      const found = answers.flatMap((real, index) => {
        if (isUnfit(made, real)) return [];
        runs += real.runs.length;
        const said = lies({ ...table, sites }, real.runs, made);
        const failing = failureLies(commands, real, (fails) => {
          const other = runInPlace(place, stand, { files, script, fails })[index];
          return other ?? real;
        });
        return [...said, ...failing];
      });
      expect({ seed: each, script, lies: found }).toEqual({ seed: each, script, lies: [] });
    }
  }, 240_000);
}
