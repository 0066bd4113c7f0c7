import { buildsOrChecks } from "../../site/builds-or-checks.ts";
import { isOutputRead, lostFailure } from "../../site/lost-failure.ts";
import type { Site } from "../../site/site.ts";
import type { Place } from "../../text/span.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { behindShebang, fixOf } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

/** Programs that pass text on and end with their own status. */
const passers =
  /\|\s*&?\s*(?:sudo\s+)?(tee|grep|egrep|sed|awk|cat|tail|head|sort|uniq|tr|cut|column|less|more|ts|nl|xz|gzip|go-junit-report|go tool test2json)\b/;

export default defineRule({
  id: "pipeline/pipe-without-pipefail",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["pipeline-pipe-without-pipefail"],
  summary: "A go command that builds or tests stands before a pipe without pipefail: its failure is lost.",
  why:
    "The status of a pipeline is that of its last command. Without pipefail `go test … | tee log` succeeds whenever " +
    "tee does. GitHub's default shell sets -e and not pipefail, make and Dockerfiles set neither.",
  remedy:
    "Put `set -o pipefail` before it (`shell: bash` in a GitHub step, `SHELL` and `.SHELLFLAGS` in a Makefile, `SHELL` in " +
    "a Dockerfile). It needs bash: the sh of Debian 12 does not know the option, and stops.",
  reads: "command",

  *check({ command, site }, { workspace }) {
    const failure = lostFailure(command);
    if (failure?.how !== "pipe without pipefail" || !buildsOrChecks(command)) return;
    const source = workspace.source(failure.at.file)?.text ?? "";
    const pipe = source.slice(failure.at.span.start, failure.at.span.end);
    const consumer = passers.exec(pipe)?.[1];
    if (consumer === undefined || /-set-exit-code/.test(pipe)) return;
    // Somebody looks: at the statuses of the parts, or at what was written down.
    if (/PIPESTATUS|pipestatus/.test(source) || isOutputRead(failure, command, workspace)) return;
    // What a substitution prints is compared by whoever asked.
    if (/(?:\$\(|`)\s*$/.test(source.slice(0, failure.at.span.start))) return;
    yield {
      at: command.at,
      remedy: remedyFor(command.at.file, site, workspace),
      ...pipefailFix(command.at, workspace),
      message: `A failing "go ${command.subcommand}" stays green: the pipe ends with the status of ${consumer}, and pipefail is not set`,
      evidence: [{ at: failure.at, shows: "the pipe that loses it" }],
      cause: `go ${command.subcommand} | ${consumer}`,
    };
  },
});

/** In a script of bash, or in a step that GitHub runs with its default shell. */
function pipefailFix({ file, span }: Place, workspace: Workspace): ReturnType<typeof fixOf> {
  if (workspace.scripts.some((each) => each.file === file)) {
    const isBash = /^#!.*\bbash\b/.test(workspace.source(file)?.text ?? "");
    const edit = isBash ? behindShebang(file, "set -o pipefail", workspace) : undefined;
    return fixOf(edit, { title: "Write set -o pipefail", isSafe: false });
  }
  const workflow = workspace.workflows.find((each) => each.file === file);
  for (const job of workflow?.jobs ?? []) {
    if (
      workflow?.defaults.shell ||
      job.defaults.shell ||
      job.runsOn.some(({ text }) => /windows|\$\{\{/i.test(text))
    )
      continue;
    const step = job.steps.find((each) => each.span.start <= span.start && each.span.end >= span.end);
    if (!step?.run || step.shell) continue;
    const at = step.run.keySpan.start;
    const column = workspace.source(file)?.lines.positionAt(at).column ?? 1;
    const edit = {
      at: { file, span: { start: at, end: at } },
      text: `shell: bash\n${" ".repeat(column - 1)}`,
    };
    return fixOf(edit, { title: "Write shell: bash", isSafe: false });
  }
  return undefined;
}

/** `set -o pipefail` is an error in a shell that does not know it, and sh often is one. */
function remedyFor(file: string, { kind }: Site, workspace: Workspace): string {
  if (kind === "dockerfile-stage" && workspace.dockerfiles.some((each) => each.file === file)) {
    return 'Put SHELL ["/bin/bash", "-o", "pipefail", "-c"] before it (on alpine ["/bin/ash", "-o", "pipefail", "-c"]).';
  }
  if (workspace.makefiles.some((each) => each.file === file)) {
    return "Write SHELL := /bin/bash and .SHELLFLAGS := -o pipefail -c at the top of the Makefile.";
  }
  if (workspace.workflows.some((each) => each.file === file)) {
    return "Give the step shell: bash, with which GitHub sets pipefail.";
  }
  return "Put set -o pipefail before it, and run the script with bash: not every sh knows the option.";
}
