import { buildsOrChecks } from "../../site/builds-or-checks.ts";
import type { Place } from "../../text/span.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { fixOf, replaceText } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

/** A job whose name says that it tries what is not released: it is allowed to fail on purpose. */
const isExperiment = /(?:^|[/_. (-])(?:go)?tip(?:$|[/_. )-])|experiment|canary|unstable|unreleased/i;

export default defineRule({
  id: "pipeline/continue-on-error-on-tests",
  status: "preview",
  since: "0.1.0",
  harm: "S3",
  proof: ["pipeline-swallowed-failure"],
  summary: "A step or job that builds or tests is allowed to fail: nobody has to look when it does.",
  why: "With `continue-on-error: true` or `allow_failure: true` the pipeline is green whatever go says.",
  remedy: "Remove the permission, or limit it to the one version that is an experiment.",
  reads: "command",

  *check({ command, site }, { workspace }) {
    const { failure } = command;
    if (failure.kind !== "swallowed" || !buildsOrChecks(command)) return;
    // An installed tool is not what the pipeline checks.
    if (command.subcommand === "install") return;
    if (failure.how !== "continue-on-error" && failure.how !== "allow_failure") return;
    const { file, span } = failure.at;
    // An expression limits the permission to some runs of the job.
    if (workspace.source(file)?.text.slice(span.start, span.end).includes("${{")) return;
    if (isOutcomeRead(failure.at, workspace) || isExperiment.test(site.id)) return;
    const key = failure.how === "allow_failure" ? "allow_failure: true" : "continue-on-error: true";
    yield {
      at: failure.at,
      message: `"go ${command.subcommand}" may fail without anybody noticing: ${key}`,
      evidence: [{ at: command.at, shows: "this command may fail" }],
      site: site.id,
      ...fixOf(
        workspace.source(file)?.text.slice(span.start, span.end) === "true"
          ? { at: failure.at, text: "false" }
          : replaceText(workspace, { at: failure.at, from: key, to: key.replace("true", "false") }),
        { title: `Write ${key.replace("true", "false")}`, isSafe: false },
      ),
      cause: key,
    };
  },
});

/** Whether a later line of the workflow asks how the step ended. */
function isOutcomeRead({ file, span }: Place, workspace: Workspace): boolean {
  const owners = [
    ...workspace.workflows.filter((workflow) => workflow.file === file).flatMap(({ jobs }) => jobs),
    ...workspace.actions.filter((action) => action.file === file),
  ];
  const steps = owners
    .flatMap((owner) => owner.steps)
    .filter((step) => step.span.start <= span.start && step.span.end >= span.end);
  const text = workspace.source(file)?.text ?? "";
  return steps.some(
    ({ id, span: { end } }) =>
      id !== undefined &&
      text
        .slice(end)
        .search(new RegExp(`steps(?:\\.${id}|\\[["']${id}["']\\])\\.(?:outcome|conclusion)\\b`)) >= 0,
  );
}
