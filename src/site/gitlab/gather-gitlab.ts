/** GitLab jobs as sites: one for each cell of `parallel:matrix`. */
import type { Place } from "../../text/span.ts";
import type { GitlabJob, GitlabPipeline } from "../../workspace/gitlab/model.ts";
import type { Unknown } from "../../workspace/unknown.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import type { YamlNode, YamlScalar } from "../../workspace/yaml/node.ts";
import { applyImage } from "../apply-image.ts";
import { bareMachine } from "../bare-machine.ts";
import { expandVariables } from "../expand-variables.ts";
import type { Machine } from "../machine.ts";
import type { SitePlan } from "../plan.ts";
import { withRunnerVariables } from "../runner-variables.ts";
import { createCommandHost, topFrame } from "../shell/command-host.ts";
import { endsList } from "../shell/ends-list.ts";
import type { Frame } from "../shell/frame.ts";
import { isForeignScript, noteBrokenParts } from "../shell/note-broken-parts.ts";
import { parseOnce, type ScriptLanguage } from "../shell/parse-once.ts";
import { runExitTraps } from "../shell/walk-process.ts";
import { walkNodes } from "../shell/walk-shell.ts";
import { openedBy } from "../shell/write-later.ts";
import type { FailureTreatment } from "../site.ts";
import { known, unknown } from "../value.ts";
import { withJobVariables } from "./job-variables.ts";
import { neverCreates } from "./rule-variables.ts";
import { vendorOfOthers } from "./vendor-of-others.ts";

type Cell = ReadonlyMap<string, YamlScalar>;

/** Where GitLab's runner puts the repository, in our model. */
const projectFolder = "/builds/project";

export function gatherGitlab(workspace: Workspace, reached: Set<string>): readonly SitePlan[] {
  return workspace.gitlab.flatMap((pipeline) =>
    pipeline.jobs
      .filter((job) => !job.isHidden && !job.isTrigger)
      .flatMap((job) => plansOfJob(workspace, reached, pipeline, job)),
  );
}

function plansOfJob(
  workspace: Workspace,
  reached: Set<string>,
  pipeline: GitlabPipeline,
  job: GitlabJob,
): readonly SitePlan[] {
  const unknowns: Unknown[] = [];
  if (job.matrix.kind === "unknown")
    unknowns.push({ at: job.matrix.at, reason: job.matrix.reason, code: "matrix" });
  const cells: readonly Cell[] = job.matrix.kind === "cells" ? job.matrix.cells : [new Map()];
  const brings = vendorOfOthers(job, pipeline);
  return cells.map((cell) => {
    const start = withReports(job, pipeline, startMachine(job, cell));
    const host = createCommandHost({
      workspace,
      reached,
      resolveHole: (expression, at) => unknown(`GitLab fills in ${expression}`, at),
    });
    const language = languageOfJob(job);
    // The runner takes bash where the image has it.
    const dialect = /alpine|busybox/.test(job.image?.scalar.text ?? "") ? "sh" : undefined;
    let machine = start;
    let isOver = false;
    const last = job.scripts.findLast(({ section }) => section !== "after_script");
    for (const script of job.scripts) {
      const isAfter = script.section === "after_script";
      if (isAfter) machine = runExitTraps(machine, topFrame({ file: script.file }), host);
      if (isOver && !isAfter) continue;
      const failure: FailureTreatment = isAfter
        ? { kind: "swallowed", how: "after_script", at: { file: script.file, span: script.span } }
        : jobFailure(job);
      // after_script is a shell of its own; the lines before share one.
      const before = isAfter ? { ...start, go: machine.go, compiler: machine.compiler } : machine;
      const parsed = parseOnce(script.text, { file: script.file, span: script.span }, language);
      if (language !== "shell" || !isForeignScript(script.text.text)) noteBrokenParts(parsed, host.unknowns);
      // The lines share one shell: behind an exit that no condition guards, none of them runs.
      isOver ||= parsed.body.some((node) => endsList(node, false));
      machine = walkNodes(
        parsed.body,
        before,
        { ...frameOfLine(script, failure, script === last || isAfter), dialect },
        host,
      );
    }
    machine = runExitTraps(machine, topFrame({ file: job.at.file }), host);
    const names = [...cell].map(([name, scalar]) => `${name}=${scalar.text}`);
    return {
      id: `${pipeline.file}/${job.name}${names.length > 0 ? `/${names.join(",")}` : ""}`,
      title: `${pipeline.file} › ${job.name}${names.length > 0 ? ` (${[...cell.values()].map((value) => value.text).join(", ")})` : ""}`,
      kind: "gitlab-job",
      at: { file: job.at.file, span: job.nameSpan },
      commands: host.commands,
      events: [],
      brings,
      start,
      end: machine,
      unknowns: [...unknowns, ...host.unknowns],
      isSkipped: neverCreates(job.rules),
    };
  });
}

/** The lines are one script: what errexit does not see in one of them is lost, unless it is the last. */
function frameOfLine(
  { file, span }: GitlabJob["scripts"][number],
  failure: FailureTreatment,
  isLast: boolean,
): Frame {
  const frame = topFrame({ file, failure });
  if (isLast) return frame;
  const at = { file, span };
  return {
    ...frame,
    failure: { kind: "swallowed", how: "no errexit", at },
    quietFailure: { kind: "swallowed", how: "errexit ignores what fails before &&", at },
  };
}

/** Variables of a dotenv report stand above those of the job. */
function withReports(job: GitlabJob, { jobs }: GitlabPipeline, machine: Machine): Machine {
  const from = jobs.find(
    ({ name, isHidden, writesVariables }) =>
      writesVariables && !isHidden && name !== job.name && (job.takesFrom?.includes(name) ?? true),
  );
  if (!from || (job.takesFrom === undefined && from.stage === job.stage)) return machine;
  const reason = `the dotenv report of ${from.name} may set it`;
  return { ...machine, environment: openedBy("", machine.environment, reason, from.at) };
}

/** A runner's shell is no setting of the file: PowerShell tells itself by its variables and cmdlets. */
function languageOfJob({ scripts }: GitlabJob): ScriptLanguage {
  const isPowershell = scripts.some(({ text }) =>
    /\$env:\w|^\s*(?:Get|Set|New|Remove|Write|Start|Invoke|Add|Copy|Import|Push|Pop)-[A-Z]\w+/m.test(
      text.text,
    ),
  );
  return isPowershell ? "powershell" : "shell";
}

function startMachine(job: GitlabJob, cell: Cell): Machine {
  const bare = bareMachine("the GitLab runner", job.at);
  const project = { value: known(projectFolder), at: undefined, by: "set by the runner" };
  const predefined = withRunnerVariables(bare.environment, "GITLAB_CI").with("CI_PROJECT_DIR", project);
  const environment = withJobVariables(job, cell, predefined);
  const machine: Machine = {
    ...bare,
    environment,
    folder: known(projectFolder),
    mounts: [{ path: projectFolder, folder: "", at: undefined }],
    options: { errexit: true, pipefail: true },
  };
  if (!job.image) return machine;
  const at: Place = { file: job.image.file, span: job.image.scalar.span };
  const image = expandVariables(job.image.scalar.text, environment, at);
  const inImage = applyImage(machine, image, at);
  // Job variables are given to the container after the image's own environment.
  return { ...inImage, environment: inImage.environment.withAll(environment.entries()) };
}

function jobFailure(job: GitlabJob): FailureTreatment {
  if (!allows(job.allowFailure)) return { kind: "stops" };
  return { kind: "swallowed", how: "allow_failure", at: job.at };
}

function allows(node: YamlNode | undefined): boolean {
  return node?.kind === "scalar" && node.text === "true";
}
