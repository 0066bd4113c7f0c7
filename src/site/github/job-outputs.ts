/** Outputs of jobs that others need: `outputs:` of a job, filled in from the steps that write them. */
import type { Workflow, WorkflowJob } from "../../workspace/github/model.ts";
import { scalarAt, valueAt } from "../../workspace/yaml/node.ts";
import type { Machine } from "../machine.ts";
import type { Value } from "../value.ts";
import { type GithubContext, resolveExpression } from "./github-context.ts";
import { fillScalar } from "./run-steps.ts";

/** Where a job ends, and what its expressions see. */
export interface JobEnd {
  readonly machine: Machine;
  readonly context: GithubContext;
}

/** Looks outputs up in a workflow; each job is run once, when somebody asks. */
export function createJobOutputs(workflow: Workflow, run: (job: WorkflowJob) => JobEnd) {
  const ends = new Map<string, JobEnd | undefined>();
  /** Outputs that are being filled in: jobs that need each other find nothing there. */
  const filling = new Set<string>();

  function endOf(job: WorkflowJob): JobEnd | undefined {
    if (!ends.has(job.id)) {
      ends.set(job.id, undefined);
      ends.set(job.id, run(job));
    }
    return ends.get(job.id);
  }

  return (asking: WorkflowJob, name: string, output: string): Value | undefined => {
    const job = workflow.jobs.find(({ id }) => id === name);
    if (!job || !asking.needs.includes(name)) return undefined;
    // Which cell of a matrix writes last, and whether a conditional job runs at all, no file says.
    if (job.calls || job.matrix || job.condition) return undefined;
    const scalar = scalarAt(valueAt(workflow.root, "jobs", name, "outputs"), output);
    const key = `${name}.${output}`;
    if (!scalar || filling.has(key)) return undefined;
    filling.add(key);
    const end = endOf(job);
    const value =
      end &&
      fillScalar(scalar, workflow.file, (expression, place) =>
        resolveExpression(expression, place, end.context, end.machine),
      );
    filling.delete(key);
    return value;
  };
}
