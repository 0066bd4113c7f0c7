import { buildsOrChecks, hasFlag } from "../../site/builds-or-checks.ts";
import { isOutputRead, lostFailure } from "../../site/lost-failure.ts";
import type { GoCommand } from "../../site/site.ts";
import type { Workflow, WorkflowJob, WorkflowStep } from "../../workspace/github/model.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { behindShebang, fixOf } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

const reasons: Readonly<Record<string, string>> = {
  "no errexit": "commands follow it and the shell does not stop at a failure",
  "the loop goes on": "the loop goes on after a failing pass, and only the last pass counts",
  "errexit ignores what fails before &&":
    "set -e does not look at what fails before && in the middle of a script",
  "find goes on": "find goes on, and what -exec … \\; ends with says nothing in its own status",
};

/** Every pass runs, whatever the one before it ended with. */
const isLoop = /^(?:the loop|find) goes on$/;

export default defineRule({
  id: "pipeline/no-errexit",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["pipeline-no-errexit"],
  summary: "A go command fails in the middle of a script or loop that goes on: the run stays green.",
  why:
    "A shell without `set -e` goes on after a failure, and its own status is that of the last command. That holds for " +
    "scripts, for `sh -c`, for each line of a Makefile recipe, and for every pass of a loop but the last.",
  remedy: "Put `set -e` at the start, join commands with `&&`, or end the loop's body with `|| exit 1`.",
  reads: "command",

  *check({ command, site }, { workspace }) {
    const failure = lostFailure(command);
    const reason = failure && reasons[failure.how];
    if (!failure || reason === undefined || !buildsOrChecks(command)) return;
    if (!isLoop.test(failure.how) && leavesTrace(command, workspace)) return;
    if (isOutputRead(failure, command, workspace)) return;
    // `trap … ERR` looks at every failure.
    if (/^[ \t]*trap\s.*\bERR\b/m.test(workspace.source(command.at.file)?.text ?? "")) return;
    yield {
      at: command.at,
      ...(isPowerShell(command, workspace)
        ? {
            remedy:
              "Write if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE } after the command, or give the step shell: bash",
          }
        : {}),
      ...(failure.how === "find goes on"
        ? { remedy: "Let xargs run it: find … -print0 | xargs -0 -n1 …, which fails when one of them does." }
        : {}),
      harm: site.kind === "shell-script" ? "S3" : "S1",
      message: `A failing "go ${command.subcommand}" stays green: ${reason}`,
      evidence: [
        {
          at: failure.at,
          shows: isLoop.test(failure.how) ? "the loop" : "its status is not looked at",
        },
      ],
      ...(failure.how === "no errexit"
        ? fixOf(behindShebang(command.at.file, "set -e", workspace), { title: "Write set -e", isSafe: false })
        : undefined),
      cause: `go ${command.subcommand}: ${failure.how}`,
    };
  },
});

/**
 * What a build was to leave is missed by the next command that uses it: a later line that names it, or may. In a
 * loop another pass writes over that.
 */
function leavesTrace(command: GoCommand, workspace: Workspace): boolean {
  if (/^(?:test|vet|generate|mod verify)$/.test(command.subcommand)) return hasFlag(command, "c");
  if (command.subcommand !== "build") return true;
  const texts = command.arguments.map(({ value, text }) => (value.kind === "known" ? value.text : text));
  const flag = texts.findIndex((text) => /^--?o(?:=|$)/.test(text));
  const output = /=(.*)$/.exec(texts[flag] ?? "")?.[1] ?? texts[flag + 1] ?? "";
  // Of several packages a build without -o leaves nothing; of one, a program that is named after its folder.
  if (flag === -1) return !texts.some((text) => text.includes("..."));
  const name = output.replace(/\/+$/, "").replace(/^.*\//, "");
  const rest = workspace.source(command.at.file)?.text.slice(command.at.span.end) ?? "";
  const stepEnd = stepOf(command, workspace)?.step.span.end;
  const script = rest.slice(
    0,
    stepEnd === undefined ? undefined : Math.max(0, stepEnd - command.at.span.end),
  );
  return !/^[\w.-]{2,}$/.test(name) || rest.includes(name) || runsOwnCode.test(script);
}

/** Tests and programs of the repository, which may start what was built. */
const runsOwnCode = /\bgo\s+(?:test|run|generate)\b|(?:^|[\s"'])\.{0,2}\/[\w.-]|\b(?:make|bash|sh)\s/m;

/** The step of a workflow that holds a command. */
function stepOf(
  { at }: GoCommand,
  workspace: Workspace,
): { step: WorkflowStep; job: WorkflowJob; workflow: Workflow } | undefined {
  const workflow = workspace.workflows.find(({ file }) => file === at.file);
  for (const job of workflow?.jobs ?? []) {
    const step = job.steps.find(({ span }) => span.start <= at.span.start && span.end >= at.span.end);
    if (workflow && step) return { step, job, workflow };
  }
  return undefined;
}

/** A step of GitHub for PowerShell: by its shell, or on Windows, where that is the default. */
function isPowerShell(command: GoCommand, workspace: Workspace): boolean {
  const found = stepOf(command, workspace);
  if (!found) return false;
  const { step, job, workflow } = found;
  const shell = step.shell ?? job.defaults.shell ?? workflow.defaults.shell;
  if (shell) return /^(?:pwsh|powershell)\b/.test(shell.text.trim());
  // bash is the default everywhere else.
  return (
    job.runsOn.some(({ text }) => /windows|\$\{\{/i.test(text)) &&
    !/\bset\s+[-+]/.test(step.run?.script.text ?? "")
  );
}
