/**
 * `bun scripts/init-evidence.ts FOLDERS`: init on copies of real repositories, and docs/evidence/init.md from it.
 * Folders are named OWNER+NAME.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { drifts } from "../test/gate/drifts.ts";
import { type InitTrial, tryInit } from "../test/gate/try-init.ts";
import { root } from "./_run.ts";

const folders = process.argv.slice(2);
if (folders.length === 0) throw new Error("Name the folders of repositories");
const work = mkdtempSync(join(tmpdir(), "breakwater-init-"));
const trials: { readonly name: string; readonly trial: InitTrial }[] = [];
for (const folder of folders) {
  const name = basename(folder).replace("+", "/");
  const trial = tryInit(folder, join(work, "repository"));
  trials.push({ name, trial });
  const silent = trial.drifts
    .filter(({ exit }) => exit !== 1)
    .map((each) => `${each.name} (exit ${each.exit})`);
  console.log(
    `${name}: ${trial.files.join(" ")}; ${trial.remembered} remembered, exit ${trial.green}, ${trial.invalid.length} invalid, idle ${trial.isSecondRunIdle}, unrelated ${trial.unrelated}, ${trial.drifts.length} drifts${silent.length > 0 ? `, SILENT: ${silent.join(", ")}` : ""}`,
  );
}
rmSync(work, { recursive: true, force: true });

const seeded = trials.flatMap(({ trial }) => trial.drifts);
const red = seeded.filter(({ exit }) => exit === 1);
const rows = trials.map(
  ({ name, trial }) =>
    `| ${name} | ${trial.files.map((file) => `\`${file}\``).join(" ")} | ${trial.remembered} | ${trial.invalid.length === 0 ? "yes" : trial.invalid.length} | ${trial.isSecondRunIdle ? "yes" : "no"} | ${trial.green === 0 ? "green" : `exit ${trial.green}`} | ${trial.unrelated} | ${trial.drifts.filter(({ exit }) => exit === 1).length} of ${trial.drifts.length} | ${(trial.slowest / 1000).toFixed(1)} s |`,
);
const driftRows = drifts.map(({ name }) => {
  const all = seeded.filter((each) => each.name === name);
  const rules = [...new Set(all.flatMap((each) => each.rules))].sort();
  return `| ${name.replaceAll("|", "\\|")} | ${all.filter(({ exit }) => exit === 1).length} of ${all.length} | ${rules.join(", ")} |`;
});
writeFileSync(
  join(root, "docs/evidence/init.md"),
  [
    "# init and the quiet gate on real repositories",
    "",
    `Written by \`bun scripts/init-evidence.ts\` on ${new Date().toISOString().slice(0, 10)}: a copy of each repository as one commit, \`init --write\`, a second`,
    "`init`, `check --fail-on warn`, a commit that changes nothing for go (README, a comment, lines that move), and each",
    "drift as a commit of its own, judged by `check --new-from HEAD~1`. Valid: the schemas of check-jsonschema, actionlint and",
    "`pre-commit validate-config` have nothing against the files that they had not before.",
    "",
    `${trials.length} repositories; ${red.length} of ${seeded.length} seeded drifts are red; ${trials.filter(({ trial }) => trial.unrelated === 0).length} of ${trials.length} silent on the unrelated commit.`,
    "",
    "| repository | written | remembered | valid | second run idle | right after | new on the unrelated commit | drifts red | slowest gate |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ...rows,
    "",
    "| drift | red | rules that say so |",
    "| --- | --- | --- |",
    ...driftRows,
    "",
    ...trials.flatMap(({ name, trial }) => [
      ...trial.notes.map((note) => `- ${name}: left to its owner: ${note.replace(/\s*\n\s*/g, " ")}`),
      ...trial.drifts
        .filter(({ exit }) => exit !== 1)
        .map((each) => `- ${name}: not red: ${each.name} (exit ${each.exit})`),
    ]),
    "",
  ].join("\n"),
);
console.log(`${red.length} of ${seeded.length} drifts red in ${trials.length} repositories`);
