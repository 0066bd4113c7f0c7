/** Jobs of GitHub workflows as sites: one for each matrix cell, reusable workflows resolved at their callers. */
import type { Place } from "../../text/span.ts";
import type { MatrixCell, Workflow, WorkflowJob } from "../../workspace/github/model.ts";
import type { Unknown } from "../../workspace/unknown.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import type { YamlNode } from "../../workspace/yaml/node.ts";
import type { Machine } from "../machine.ts";
import type { SitePlan } from "../plan.ts";
import { type CommandHost, createCommandHost } from "../shell/command-host.ts";
import { normalizePath } from "../shell/join-folder.ts";
import type { FailureTreatment, Reason, SiteEvent } from "../site.ts";
import { scalarText as asPassedOn } from "../template-text.ts";
import { known, unknown, type Value } from "../value.ts";
import { beforeCheckout } from "./before-checkout.ts";
import { conditionHolds, type GithubContext, resolveExpression, typesOfInputs } from "./github-context.ts";
import { bareMachine, machineOfJob } from "./job-machine.ts";
import { createJobOutputs } from "./job-outputs.ts";
import { actionInputs } from "./known-actions.ts";
import { runSteps, withVariables } from "./run-steps.ts";

interface Call {
  readonly idPrefix: string;
  readonly titlePrefix: string;
  readonly via: readonly Reason[];
  readonly inputs: ReadonlyMap<string, Value>;
  readonly depth: number;
  readonly outputs?: ReturnType<typeof createJobOutputs>;
}

export function gatherGithub(workspace: Workspace, reached: Set<string>): readonly SitePlan[] {
  const called = new Set<string>();
  const plans: SitePlan[] = [];
  const gather = (workflow: Workflow, given: Call): void => {
    const outputs = createJobOutputs(workflow, (job) => {
      const cell = new Map<string, YamlNode>();
      // What this run reaches counts when the job is gathered for itself.
      const { end } = planOfCell(workspace, new Set(), { workflow, job, cell, call });
      return { machine: end, context: contextOf(workflow, { job, cell, call }) };
    });
    const call: Call = { ...given, outputs };
    for (const job of workflow.jobs) plans.push(...plansOfJob(workflow, job, call));
  };

  function plansOfJob(workflow: Workflow, job: WorkflowJob, call: Call): readonly SitePlan[] {
    if (job.calls) {
      followCall(workflow, job, call);
      return [];
    }
    const cells = job.matrix?.kind === "cells" ? job.matrix.cells : [new Map<string, YamlNode>()];
    const isNeverNeeded = needsSkipped(workflow, job, call);
    return cells.map((cell) => {
      const plan = planOfCell(workspace, isNeverNeeded ? new Set() : reached, { workflow, job, cell, call });
      return isNeverNeeded ? { ...plan, isSkipped: true } : plan;
    });
  }

  function followCall(workflow: Workflow, job: WorkflowJob, call: Call): void {
    const target = normalizePath(job.calls?.uses.text.replace(/@.*$/, "") ?? "");
    const reusable = workspace.workflows.find((candidate) => candidate.file === target);
    if (!job.calls || !reusable || call.depth > 4 || !job.calls.uses.text.startsWith("./")) return;
    called.add(reusable.file);
    const at: Place = { file: workflow.file, span: job.idSpan };
    const cells = job.matrix?.kind === "cells" ? job.matrix.cells : [new Map<string, YamlNode>()];
    for (const cell of cells) {
      const context = contextOf(workflow, { job, cell, call });
      const machine = bareMachine(known(""), known(""));
      const inputs = actionInputs(reusable, { inputs: job.calls.inputs }, machine, {
        file: workflow.file,
        context,
      });
      const name = `${shortName(workflow.file)}/${job.id}${cellSuffix(cell)}`;
      gather(reusable, {
        idPrefix: `${call.idPrefix}${name}/`,
        titlePrefix: `${call.titlePrefix}${shortName(workflow.file)} › ${job.id} › `,
        via: [...call.via, { text: `uses: ${job.calls.uses.text}`, at }],
        inputs,
        depth: call.depth + 1,
      });
    }
  }

  const top: Call = { idPrefix: "", titlePrefix: "", via: [], inputs: new Map(), depth: 0 };
  const isReusableOnly = (workflow: Workflow): boolean =>
    workflow.triggers.length > 0 && workflow.triggers.every((trigger) => trigger.event === "workflow_call");
  for (const workflow of workspace.workflows)
    if (!isReusableOnly(workflow)) gather(workflow, withDefaults(workflow, top));
  for (const workflow of workspace.workflows) {
    if (isReusableOnly(workflow) && !called.has(workflow.file)) gather(workflow, withDefaults(workflow, top));
  }
  return plans;
}

/** A job behind one that never runs is left out as well, unless its own condition asks for the outcome. */
function needsSkipped(
  workflow: Workflow,
  job: WorkflowJob,
  call: Call,
  seen: readonly string[] = [],
): boolean {
  if (/\b(?:always|cancelled|failure)\s*\(/.test(job.condition?.text ?? "")) return false;
  return job.needs.some((id) => {
    const needed = workflow.jobs.find((each) => each.id === id);
    if (!needed || seen.includes(id)) return false;
    const context = contextOf(workflow, { job: needed, cell: new Map(), call });
    const machine = bareMachine(unknown("it is another job"), unknown("it is another job"));
    const holds = needed.condition ? conditionHolds(needed.condition.text, context, machine) : true;
    return holds === false || needsSkipped(workflow, needed, call, [...seen, id]);
  });
}

function withDefaults(workflow: Workflow, call: Call): Call {
  const inputs = new Map<string, Value>();
  for (const input of workflow.inputs) {
    const at = { file: workflow.file, span: input.span };
    const value = input.defaultValue
      ? known(asPassedOn(input.defaultValue), { file: workflow.file, span: input.defaultValue.span })
      : unknown(`the caller gives the input ${input.name}`, at);
    inputs.set(input.name.toLowerCase(), value);
  }
  return { ...call, inputs };
}

const givesInputs = new Set(["workflow_call", "workflow_dispatch"]);

function contextOf(
  workflow: Workflow,
  { job, cell, call }: { job: WorkflowJob; cell: MatrixCell; call: Call },
): GithubContext {
  const { outputs } = call;
  return {
    ...(outputs ? { needs: (name, output) => outputs(job, name, output) } : {}),
    cell,
    file: workflow.file,
    inputs: call.inputs,
    inputTypes: typesOfInputs(workflow.inputs),
    areInputsDefaults: call.depth === 0,
    hasOtherEvents: call.depth === 0 && workflow.triggers.some(({ event }) => !givesInputs.has(event)),
  };
}

function planOfCell(
  workspace: Workspace,
  reached: Set<string>,
  parts: { workflow: Workflow; job: WorkflowJob; cell: MatrixCell; call: Call },
): SitePlan {
  const { workflow, job, cell, call } = parts;
  const file = workflow.file;
  const at: Place = { file, span: job.idSpan };
  const context = contextOf(workflow, { job, cell, call });
  const unknowns: Unknown[] = [];
  if (job.matrix?.kind === "unknown") {
    unknowns.push({ at: { file, span: job.matrix.span }, reason: job.matrix.reason, code: "matrix" });
  }
  const resolveIn = (machine: Machine) => (expression: string, place: Place) =>
    resolveExpression(expression, place, context, machine);

  let machine = machineOfJob(job, file, context);
  const levels = [
    { variables: workflow.env, by: "workflow env" },
    { variables: job.container?.env ?? [], by: "container env" },
    { variables: job.env, by: "job env" },
  ];
  for (const { variables, by } of levels) {
    const environment = withVariables(machine.environment, variables, file, by, resolveIn(machine));
    machine = { ...machine, environment };
  }
  const events: SiteEvent[] = [];
  const holds = job.condition ? conditionHolds(job.condition.text, context, machine) : true;
  const host: CommandHost = createCommandHost({
    workspace,
    // A job that never runs reaches nothing: what it names is left to its other callers.
    reached: holds === false ? new Set() : reached,
    resolveHole: (expression, place, current) => resolveExpression(expression, place, context, current),
  });
  const end = runSteps(job.steps, beforeCheckout(machine, job.steps), {
    host,
    events,
    file,
    context,
    via: call.via,
    defaultShell: job.defaults.shell ?? workflow.defaults.shell,
    defaultFolder: job.defaults.workingDirectory ?? workflow.defaults.workingDirectory,
    isInContainer: job.container !== undefined,
    isConditional: holds === undefined,
    ...(holds === undefined && job.condition
      ? { conditions: [{ text: `if: ${job.condition.text}`, at: { file, span: job.condition.span } }] }
      : {}),
    jobFailure: jobFailure(job, file, context, machine),
    depth: 0,
  });
  const suffix = cellSuffix(cell);
  return {
    id: `${call.idPrefix}${shortName(file)}/${job.id}${suffix}`,
    title: `${call.titlePrefix}${shortName(file)} › ${job.id}${cellTitle(cell)}`,
    kind: "github-job",
    at,
    commands: host.commands,
    events,
    start: machine,
    end,
    unknowns: [...unknowns, ...host.unknowns],
    isSkipped: holds === false,
  };
}

function jobFailure(
  job: WorkflowJob,
  file: string,
  context: GithubContext,
  machine: Machine,
): FailureTreatment {
  if (!job.continueOnError) return { kind: "stops" };
  const at = { file, span: job.continueOnError.span };
  const holds = conditionHolds(job.continueOnError.text, context, machine);
  if (holds === undefined) return { kind: "unknown", reason: "continue-on-error is an expression", at };
  return holds ? { kind: "swallowed", how: "continue-on-error", at } : { kind: "stops" };
}

function shortName(file: string): string {
  return file.startsWith(".github/workflows/") ? file.slice(".github/workflows/".length) : file;
}

function cellSuffix(cell: MatrixCell): string {
  if (cell.size === 0) return "";
  return `/${[...cell].map(([name, node]) => `${name}=${scalarText(node)}`).join(",")}`;
}

function cellTitle(cell: MatrixCell): string {
  if (cell.size === 0) return "";
  return ` (${[...cell].map(([, node]) => scalarText(node)).join(", ")})`;
}

function scalarText(node: YamlNode): string {
  if (node.kind === "scalar") return node.text;
  if (node.kind === "sequence") return `[${node.items.map(scalarText).join(" ")}]`;
  return node.entries.map((entry) => (entry.value ? scalarText(entry.value) : "")).join(" ");
}
