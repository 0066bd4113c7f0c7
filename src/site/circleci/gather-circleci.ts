/** CircleCI jobs as sites. */
import type { Place } from "../../text/span.ts";
import type { CircleciConfig, CircleciJob } from "../../workspace/circleci/model.ts";
import type { Variable } from "../../workspace/variable.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { applyImage } from "../apply-image.ts";
import { bareMachine } from "../bare-machine.ts";
import type { Environment } from "../environment.ts";
import type { Machine } from "../machine.ts";
import type { SitePlan } from "../plan.ts";
import { withRunnerVariables } from "../runner-variables.ts";
import { createCommandHost, topFrame } from "../shell/command-host.ts";
import { dialectOfName } from "../shell/dialect.ts";
import { joinFolder } from "../shell/join-folder.ts";
import { noteBrokenParts } from "../shell/note-broken-parts.ts";
import { optionsOfShell } from "../shell/options-of-shell.ts";
import { languageOfShell, parseOnce } from "../shell/parse-once.ts";
import { walkProcess } from "../shell/walk-process.ts";
import type { SiteEvent } from "../site.ts";
import { fillHoles } from "../template-text.ts";
import { known, unknown, type Value } from "../value.ts";
import { stepEnvironment } from "./step-environment.ts";
import { vendorOfOthers } from "./vendor-of-others.ts";

/** Where checkout puts the repository, in our model. */
const projectFolder = "/root/project";

const resolveParameter = (expression: string, at: Place): Value =>
  unknown(`CircleCI fills in << ${expression} >>`, at);

export function gatherCircleci(workspace: Workspace, reached: Set<string>): readonly SitePlan[] {
  return workspace.circleci.flatMap((config) =>
    config.jobs.map((job) => planOfJob(workspace, reached, config, job)),
  );
}

function planOfJob(
  workspace: Workspace,
  reached: Set<string>,
  config: CircleciConfig,
  job: CircleciJob,
): SitePlan {
  const start = startMachine(config.file, job);
  const host = createCommandHost({ workspace, reached, resolveHole: resolveParameter });
  const events: SiteEvent[] = [];
  let machine = start;
  for (const step of job.steps) {
    if (step.uses) {
      events.push(usesEvent(step.uses, config.file));
      machine = applyOrb(step.uses.name, machine, { file: config.file, span: step.uses.span });
    }
    if (!step.run) continue;
    const shell = step.shell?.text ?? job.shell?.text;
    // Images without bash get sh.
    const mayLackBash = /alpine|busybox/.test(job.image?.text ?? "");
    const before = stepEnvironment(
      { start: start.environment, written: machine.environment },
      { shell, mayLackBash, at: { file: config.file, span: step.span } },
    );
    const environment = withVariables(before, step.environment, config.file, "step environment");
    const folder = folderOf(step.workingDirectory?.text, machine, { file: config.file, span: step.span });
    const language = languageOfShell(shell ?? "");
    const parsed = parseOnce(step.run.script, { file: config.file, span: step.run.span }, language);
    if (!shell || !/python/i.test(shell)) noteBrokenParts(parsed, host.unknowns);
    const options = shellOptions(shell);
    const dialect = dialectOfName(shell?.trim().split(/\s+/)[0] ?? (mayLackBash ? "sh" : "bash"));
    const { isConditional } = step;
    const at = { file: config.file, span: step.span };
    const conditions = isConditional ? [{ text: "a condition around the step", at }] : undefined;
    const frame = { ...topFrame({ file: config.file, isConditional, conditions }), dialect };
    const later = { environment: machine.environment, start: machine.environment };
    const inside = { ...machine, environment, folder, options, functions: new Map(), later };
    const end = walkProcess(parsed.body, inside, frame, host);
    const { later: written, ...after } = end.machine;
    const stopped = { text: "a step before it ends with a failure", at };
    machine = {
      ...after,
      environment: written?.environment ?? machine.environment,
      folder: machine.folder,
      options: machine.options,
      ...(end.fails && !isConditional && !machine.stopped ? { stopped } : {}),
    };
  }
  return {
    id: `${config.file}/${job.name}`,
    title: `${config.file} › ${job.name}`,
    kind: "circleci-job",
    at: { file: job.at.file, span: job.nameSpan },
    commands: host.commands,
    events,
    brings: vendorOfOthers(job, config, workspace),
    start,
    end: machine,
    unknowns: host.unknowns,
    isSkipped: false,
  };
}

function startMachine(file: string, job: CircleciJob): Machine {
  const at: Place = { file, span: job.nameSpan };
  const bare = bareMachine("the CircleCI executor", at);
  const machine: Machine = {
    ...bare,
    environment: withRunnerVariables(bare.environment, "CIRCLECI"),
    folder: known(projectFolder),
    mounts: [{ path: projectFolder, folder: "", at: undefined }],
    options: { errexit: true, pipefail: true },
  };
  const inImage = withExecutor(machine, file, job);
  const environment = withVariables(inImage.environment, job.environment, file, "job environment");
  const folder = job.workingDirectory?.text;
  if (folder === undefined) return { ...inImage, environment };
  const place = { file, span: job.workingDirectory?.span ?? job.nameSpan };
  // The repository is checked out into the job's working directory, whatever it is called.
  const path = folder.startsWith("/") ? folder : `/root/${folder.replace(/^~\//, "")}`;
  return {
    ...inImage,
    environment,
    folder: known(path, place),
    mounts: [{ path, folder: "", at: place }],
  };
}

function withExecutor(machine: Machine, file: string, job: CircleciJob): Machine {
  const scalar = job.image;
  if (scalar) {
    const at = { file, span: scalar.span };
    const image = scalar.text.includes("<<")
      ? unknown("the image is a parameter", at)
      : known(scalar.text, at);
    return applyImage(machine, image, at);
  }
  if (job.macosVersion) {
    const at = { file, span: job.macosVersion.span };
    const compiler = { present: true, reason: "Xcode has a C compiler", at };
    return { ...machine, hostOs: known("darwin", at), hostArch: known("arm64", at), compiler };
  }
  if (!job.machineImage) return machine;
  const at = { file, span: job.machineImage.span };
  const compiler = { present: true, reason: "the machine executor has a C compiler", at };
  const isWindows = /windows/.test(job.machineImage.text);
  return { ...machine, hostOs: known(isWindows ? "windows" : "linux", at), compiler };
}

/** The Go orb installs a version that its inputs name; other orbs may do anything. */
function applyOrb(name: string, machine: Machine, at: Place): Machine {
  if (!/^go\/install$|golang/.test(name)) return machine;
  return { ...machine, go: { kind: "unknown", reason: `the orb step ${name} installs a Go`, at } };
}

function usesEvent(uses: NonNullable<CircleciJob["steps"][number]["uses"]>, file: string): SiteEvent {
  const inputs = new Map(
    uses.inputs.map((variable) => {
      const at = { file, span: variable.valueSpan };
      return [
        variable.name,
        { value: fillHoles(variable.value, at, resolveParameter), at, yamlType: variable.yamlType },
      ];
    }),
  );
  return { kind: "uses", name: uses.name, ref: undefined, inputs, at: { file, span: uses.span } };
}

function withVariables(
  environment: Environment,
  variables: readonly Variable[],
  file: string,
  by: string,
): Environment {
  return variables.reduce((current, variable) => {
    const at = { file, span: variable.valueSpan };
    return current.with(variable.name, { value: fillHoles(variable.value, at, resolveParameter), at, by });
  }, environment);
}

function folderOf(text: string | undefined, machine: Machine, at: Place): Value {
  if (text === undefined) return machine.folder;
  if (text.includes("<<")) return unknown("the folder is a parameter", at);
  return joinFolder(machine.folder, text.replace(/^~\/project/, projectFolder).replace(/^~\//, "/root/"), at);
}

/** Steps run `bash -eo pipefail` unless they name a shell. */
function shellOptions(shell: string | undefined): Machine["options"] {
  return shell === undefined ? { errexit: true, pipefail: true } : optionsOfShell(shell);
}
