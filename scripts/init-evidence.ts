/**
 * `bun scripts/init-evidence.ts FOLDERS`: init on copies of real repositories, and docs/evidence/init.md from it.
 * Folders are named OWNER+NAME.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import manifest from "../package.json" with { type: "json" };
import { compileOnce } from "../test/gate/compile-once.ts";
import { changeUnrelated, drifts } from "../test/gate/drifts.ts";
import { git, gitEnvironment } from "../test/gate/git-world.ts";
import { checksumLine, startReleaseServer } from "../test/gate/release-server.ts";
import { type ActionResult, runAction } from "../test/gate/run-action.ts";
import { type InitTrial, tryInit } from "../test/gate/try-init.ts";
import { root } from "./_run.ts";

const arch = process.arch === "arm64" ? "arm64" : "x64";
const download = `breakwater-${manifest.version}-linux-${arch}.gz`;
const folders = process.argv.slice(2);
if (folders.length === 0) throw new Error("Name the folders of repositories");
const work = mkdtempSync(join(tmpdir(), "breakwater-init-"));
const server = await startReleaseServer();
const program = gzipSync(readFileSync(compileOnce()), { level: 9 });
server.serve(`/acme/breakwater/releases/download/v${manifest.version}/${download}`, program);
const trials: { readonly name: string; readonly trial: InitTrial; readonly job: ActionResult }[] = [];
for (const folder of folders) {
  const name = basename(folder).replace("+", "/");
  const trial = tryInit(folder, join(work, "repository"));
  trials.push({ name, trial, job: await timeJob(join(work, "repository")) });
  const silent = trial.drifts
    .filter(({ exit }) => exit !== 1)
    .map((each) => `${each.name} (exit ${each.exit})`);
  console.log(
    `${name}: ${trial.files.join(" ")}; ${trial.remembered} remembered, exit ${trial.green}, ${trial.invalid.length} invalid, idle ${trial.isSecondRunIdle}, unrelated ${trial.unrelated}, ${trial.drifts.length} drifts${silent.length > 0 ? `, SILENT: ${silent.join(", ")}` : ""}`,
  );
  writeEvidence();
}
rmSync(work, { recursive: true, force: true });
rmSync(dirname(compileOnce()), { recursive: true, force: true });
await server.stop();

/** The page as far as the repositories are tried: a run that is stopped leaves what it knows. */
function writeEvidence(): void {
  const seeded = trials.flatMap(({ trial }) => trial.drifts);
  const red = seeded.filter(({ exit }) => exit === 1);
  const rows = trials.map(
    ({ name, trial, job }) =>
      `| ${name} | ${trial.files.map((file) => `\`${file}\``).join(" ")} | ${trial.remembered} | ${trial.invalid.length === 0 ? "yes" : trial.invalid.length} | ${trial.isSecondRunIdle ? "yes" : "no"} | ${trial.green === 0 ? "green" : `exit ${trial.green}`} | ${trial.unrelated} | ${trial.drifts.filter(({ exit }) => exit === 1).length} of ${trial.drifts.length} | ${(job.milliseconds / 1000).toFixed(1)} s, ${(job.processorMilliseconds / 1000).toFixed(1)} s |`,
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
      "`pre-commit validate-config` have nothing against the files that they had not before. Job: the steps of action.yml for the",
      `unrelated commit as a pull request, from the download (${(program.length / 1e6).toFixed(0)} MB over the loopback) to the summary: wall time, and time of processors`,
      `on a machine of ${cpus().length} cores that did other work, too.`,
      "",
      `${trials.length} repositories; ${red.length} of ${seeded.length} seeded drifts are red; ${trials.filter(({ trial }) => trial.unrelated === 0).length} of ${trials.length} silent on the unrelated commit.`,
      "",
      "| repository | written | remembered | valid | second run idle | right after | new on the unrelated commit | drifts red | job |",
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
      "Missing lines of go.sum are not judged below go 1.17, where a higher version than the required one may be selected.",
      "",
    ].join("\n"),
  );
  console.log(`${red.length} of ${seeded.length} drifts red in ${trials.length} repositories`);
}

/** The action's steps for a pull request that changes nothing for go. */
async function timeJob(workspace: string): Promise<ActionResult> {
  changeUnrelated(workspace);
  git(workspace, "commit", "-q", "-a", "-m", "unrelated");
  const action = join(work, "_actions", "acme", "breakwater", "v0");
  rmSync(join(work, "_actions"), { recursive: true, force: true });
  mkdirSync(action, { recursive: true });
  cpSync(join(root, "action.yml"), join(action, "action.yml"));
  cpSync(join(root, "action"), join(action, "action"), { recursive: true });
  writeFileSync(join(action, "checksums.txt"), checksumLine(download, program));
  const run = await runAction({
    action,
    workspace,
    temporary: join(work, "_actions", "temporary"),
    github: {
      action_repository: "acme/breakwater",
      "event.pull_request.base.sha": git(workspace, "rev-parse", "HEAD~1"),
    },
    environment: {
      ...gitEnvironment,
      GITHUB_SERVER_URL: server.url,
      RUNNER_OS: "Linux",
      RUNNER_ARCH: arch.toUpperCase(),
    },
  });
  if (run.exit !== 0) throw new Error(`The job of an unrelated commit fails: ${run.output}`);
  return run;
}
