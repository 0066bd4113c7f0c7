import { buildsOrChecks, hasFlag } from "../../site/builds-or-checks.ts";
import { isOutputRead, lostFailure } from "../../site/lost-failure.ts";
import type { GoCommand } from "../../site/site.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { defineRule } from "../rule.ts";

const reasons: Readonly<Record<string, string>> = {
  "no errexit": "commands follow it and the shell does not stop at a failure",
  "the loop goes on": "the loop goes on after a failing pass, and only the last pass counts",
  "errexit ignores what fails before &&":
    "set -e does not look at what fails before && in the middle of a script",
};

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
    if (!failure || reason === undefined || !buildsOrChecks(command) || leavesTrace(command, failure.how))
      return;
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
      harm: site.kind === "shell-script" ? "S3" : "S1",
      message: `A failing "go ${command.subcommand}" stays green: ${reason}`,
      evidence: [
        {
          at: failure.at,
          shows: failure.how === "the loop goes on" ? "the loop" : "its status is not looked at",
        },
      ],
      cause: `go ${command.subcommand}: ${failure.how}`,
    };
  },
});

/** What a build was to leave is missed by the next command that uses it; only a loop writes over that too. */
function leavesTrace(command: GoCommand, how: string): boolean {
  if (how === "the loop goes on") return false;
  return !/^(?:test|vet|generate|mod verify)$/.test(command.subcommand) || hasFlag(command, "c");
}

/** A step of GitHub for PowerShell: by its shell, or on Windows, where that is the default. */
function isPowerShell({ at }: GoCommand, workspace: Workspace): boolean {
  const workflow = workspace.workflows.find(({ file }) => file === at.file);
  for (const job of workflow?.jobs ?? []) {
    const step = job.steps.find(({ span }) => span.start <= at.span.start && span.end >= at.span.end);
    if (!step) continue;
    const shell = step.shell ?? job.defaults.shell ?? workflow?.defaults.shell;
    if (shell) return /^(?:pwsh|powershell)\b/.test(shell.text.trim());
    // bash, the default everywhere else, starts with -e.
    return !/\bset\s+\+/.test(step.run?.script.text ?? "");
  }
  return false;
}
