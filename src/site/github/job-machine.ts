/** The machine on which a job's first step runs: what runs-on and the job's container say. */
import type { WorkflowJob } from "../../workspace/github/model.ts";
import { applyImage } from "../apply-image.ts";
import { Environment } from "../environment.ts";
import { runnerFacts } from "../knowledge/runners.ts";
import type { Machine } from "../machine.ts";
import { withRunnerVariables } from "../runner-variables.ts";
import { known, unknown, type Value } from "../value.ts";
import { type GithubContext, githubWorkspace, resolveExpression } from "./github-context.ts";
import { fillScalar } from "./run-steps.ts";

/** A runner of which nothing is known but its system and processor. */
export function bareMachine(hostOs: Value, hostArch: Value): Machine {
  return {
    environment: withRunnerVariables(new Environment(), "GITHUB_ACTIONS").with("GITHUB_WORKSPACE", {
      value: known(githubWorkspace),
      at: undefined,
      by: "set by the runner",
    }),
    folder: known(githubWorkspace),
    go: {
      kind: "unknown",
      reason: "no step installs a Go: it is the runner's own",
      at: undefined,
      isUnchosen: true,
    },
    compiler: { present: undefined, reason: "the runner of this job is not known", at: undefined },
    mounts: [{ path: githubWorkspace, folder: "", at: undefined }],
    hostOs,
    hostArch,
    options: { errexit: true, pipefail: false },
    functions: new Map(),
  };
}

/** The runner or container of a job. */
export function machineOfJob(job: WorkflowJob, file: string, context: GithubContext): Machine {
  const bare = bareMachine(unknown("runs-on is not known"), unknown("runs-on is not known"));
  const labels: string[] = [];
  for (const label of job.runsOn) {
    const at = { file, span: label.span };
    const value = fillScalar(label, file, (expression, place) =>
      resolveExpression(expression, place, context, bare),
    );
    if (value.kind === "unknown") {
      const reason = `runs-on: ${value.reason}`;
      const open = unknown(reason, at);
      const compiler = { present: undefined, reason, at };
      return withContainer({ ...bare, hostOs: open, hostArch: open, compiler }, job, file, context);
    }
    labels.push(value.text);
  }
  const facts = runnerFacts(labels);
  const at = job.runsOn[0] && { file, span: job.runsOn[0].span };
  const name = labels.join(", ");
  const machine: Machine = {
    ...bare,
    hostOs: facts.goos ? known(facts.goos, at) : unknown(`runner "${name}" does not tell its system`, at),
    hostArch: facts.goarch
      ? known(facts.goarch, at)
      : unknown(`runner "${name}" does not tell its architecture`, at),
    compiler: {
      present: facts.hasCompiler,
      reason: facts.isHosted ? `runner ${name} has a C compiler` : `runner "${name}" is not one of GitHub's`,
      at,
    },
    isHosted: facts.isHosted && facts.goos !== "windows",
    go: {
      kind: "unknown",
      reason: `no step installs a Go: it is the one of runner "${name}"`,
      at,
      isUnchosen: true,
    },
  };
  return withContainer(machine, job, file, context);
}

function withContainer(machine: Machine, job: WorkflowJob, file: string, context: GithubContext): Machine {
  if (!job.container) return machine;
  const at = { file, span: job.container.image.span };
  const image = fillScalar(job.container.image, file, (expression, place) =>
    resolveExpression(expression, place, context, machine),
  );
  return applyImage(machine, image, at);
}
