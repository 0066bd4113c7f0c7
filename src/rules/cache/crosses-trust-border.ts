import type { WorkflowJob, WorkflowStep } from "../../workspace/github/model.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "cache/crosses-trust-border",
  status: "preview",
  since: "0.1.0",
  harm: "S0",
  proof: [],
  summary: "A job runs a stranger's code and writes the cache that the default branch restores.",
  why:
    "pull_request_target runs in the scope of the default branch, and so does its cache. A job that checks out the " +
    "head of a pull request and runs its code can leave any object file there; builds and releases restore it.",
  remedy: "Use pull_request, or switch the cache off in this job (`cache: false`).",
  reads: "workflow",

  *check(workflow) {
    const trigger = workflow.triggers.find(({ event }) => event === "pull_request_target");
    if (!trigger) return;
    for (const job of workflow.jobs) {
      const head = job.steps.find(checksOutHead);
      const cache = head && job.steps.find(writesCache);
      if (!head?.uses || !cache?.uses || !runsGo(job)) continue;
      yield {
        at: { file: workflow.file, span: cache.uses.span },
        message: `${job.id} runs the code of a pull request and ${cache.uses.action} keeps its cache for the default branch: what a stranger leaves there is restored by other jobs`,
        evidence: [
          {
            at: { file: workflow.file, span: trigger.span },
            shows: "pull_request_target runs in the scope of the default branch",
          },
          {
            at: { file: workflow.file, span: head.uses.span },
            shows: "the head of the pull request is checked out",
          },
        ],
        cause: "cache written under pull_request_target",
      };
    }
  },
});

function inputOf(step: WorkflowStep, name: string): string | undefined {
  return step.inputs.find((input) => input.name === name)?.value.text;
}

function checksOutHead(step: WorkflowStep): boolean {
  if (step.uses?.action !== "actions/checkout") return false;
  return /pull_request\.head|github\.head_ref|refs\/pull\//.test(inputOf(step, "ref") ?? "");
}

function writesCache({ uses, ...step }: WorkflowStep): boolean {
  if (uses?.action === "actions/cache" || uses?.action === "actions/cache/save") {
    return /go-build|pkg\/mod/.test(step.inputs.find(({ name }) => name === "path")?.value.text ?? "");
  }
  if (uses?.action !== "actions/setup-go") return false;
  const cache = step.inputs.find(({ name }) => name === "cache")?.value.text;
  // Up to v3 the cache was off unless asked for.
  return cache === undefined ? !/^v[0-3](?:\.|$)/.test(uses.ref ?? "") : cache !== "false";
}

function runsGo(job: WorkflowJob): boolean {
  return job.steps.some(
    ({ run }) =>
      run !== undefined && /\bgo\s+(?:build|test|run|generate|install|vet)\b|\bmake\b/.test(run.script.text),
  );
}
