/** Random scripts in which one go command fails: whether the shell then ends with a failure is what the sites say. */
import { afterAll, expect, test } from "bun:test";
import { createRandom } from "../../src/workspace/tree/scratch-repository.ts";
import { reportSuite } from "../conformance/report-suite.ts";
import { seedOfRun } from "../seed-of-run.ts";
import { failureLies } from "./failure-lies.ts";
import { createStand, sitesOf } from "./shell-runs.ts";
import { filesOf, type RandomScript, randomScript } from "./shell-scripts.ts";

const seed = seedOfRun();
const scripts = Number(process.env.SCRIPTS ?? 25);
const stand = createStand();
let failures = 0;
afterAll(() => {
  stand.remove();
  reportSuite(`failures in random scripts (seed ${seed})`, failures);
});

async function liesOf(script: RandomScript): Promise<readonly string[]> {
  const files = filesOf(script);
  const words = [script.shell, "./s.sh"];
  const well = stand.run(files, words);
  const { sites } = await sitesOf(files);
  const commands = sites.filter(({ id }) => id === "s.sh").flatMap((site) => site.commands);
  return failureLies(commands, well, (mark) => {
    failures++;
    return stand.run(files, words, { fails: mark });
  });
}

test("a failing go command ends the script, or is lost, as the sites say", async () => {
  for (let each = seed; each < seed + scripts; each++) {
    const script = randomScript(createRandom(each));
    const lies = await liesOf(script);
    const text = filesOf(script)["s.sh"];
    expect({ seed: each, text, lies }).toEqual({ seed: each, text, lies: [] });
  }
}, 240_000);

const misses: readonly (readonly [title: string, shell: "bash" | "dash", text: string])[] = [
  ["find goes on", "bash", "set -e\nfind x.txt -exec go vet ./m1 \\;\ngo build ./m2"],
  ["find takes a status behind +", "bash", "set -e\nfind x.txt -exec go vet ./m1 {} +\ngo build ./m2"],
  ["exit in a subshell ends no more", "bash", "(go vet ./m1 || exit 1; true) || A=x\ngo build ./m2"],
  ["a subshell in the middle", "dash", "(go vet ./m1 || exit 1; true)\ngo build ./m2"],
  ["wait of a process hands on its status", "bash", "go vet ./m1 & wait $!\ngo build ./m2"],
  ["errexit ends what runs in the background", "bash", "set -e\n{ go vet ./m1; true; } & wait"],
  ["dash keeps errexit in a substitution", "dash", "set -e\nA=$(go vet ./m1; echo x)\ngo build ./m2"],
  ["bash does not", "bash", "set -e\nA=$(go vet ./m1; echo x)\ngo build ./m2"],
  [
    "errexit sees what builtin runs, also in a condition",
    "bash",
    "set -e\n{ builtin command go vet ./m1; true; } && A=x\ngo build ./m2",
  ],
  [
    "errexit that a loop turns off",
    "bash",
    "set -e\nfor A in x; do set +e; go vet ./m1; done\ngo build ./m2",
  ],
  [
    "errexit that a branch in a group turns off",
    "bash",
    'set -e\n{\n[ -z "$A" ] || set +e\ngo vet ./m1\n}\ngo build ./m2',
  ],
  ["errexit that a branch turns off", "bash", 'set -e\n[ -z "$A" ] || set +e\ngo vet ./m1\ngo build ./m2'],
];

for (const [title, shell, text] of misses) {
  test(title, async () => {
    const before = failures;
    expect(await liesOf({ shell, pieces: [text], mayLeave: false })).toEqual([]);
    expect(failures).toBeGreaterThan(before);
  });
}

test("a wrong statement about a failure is seen", async () => {
  const files = filesOf({ shell: "bash", pieces: ["go vet ./m1 || true\ngo build ./m2"], mayLeave: false });
  const { sites } = await sitesOf(files);
  const commands = sites.filter(({ id }) => id === "s.sh").flatMap((site) => site.commands);
  const swapped = commands.map((command) => ({
    ...command,
    failure: commands.find((other) => other !== command)?.failure ?? command.failure,
  }));
  const run = (mark: string) => stand.run(files, ["bash", "./s.sh"], { fails: mark });
  const lies = failureLies(swapped, run("nothing"), run);
  expect(lies.map((lie) => lie.split(":")[0])).toEqual(["green", "red"]);
});
