import type { FileEdit } from "../../finding/fix.ts";
import { buildsOrChecks } from "../../site/builds-or-checks.ts";
import { isOutputRead, lostFailure } from "../../site/lost-failure.ts";
import type { GoCommand } from "../../site/site.ts";
import type { Place } from "../../text/span.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { fixOf } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

/** `test -z "$(go mod tidy && git status --porcelain)"`: a command that fails prints nothing to standard output. */
function isWantedEmpty(
  { how, at }: NonNullable<ReturnType<typeof lostFailure>>,
  command: GoCommand,
  workspace: Workspace,
): boolean {
  if (how !== "command substitution in an argument") return false;
  if (!buildsOrChecks(command) && command.subcommand !== "mod tidy") return false;
  const source = workspace.source(at.file)?.text ?? "";
  const around = source.slice(at.span.start, at.span.end);
  return /^(?:test|\[|\[\[)\s+-z\s/.test(around) && !/2>&1|&>/.test(around);
}

/** Deletes the `|| true` right behind a command. */
function discarding(command: Place, lost: Place, workspace: Workspace): FileEdit | undefined {
  const { start, end } = { start: command.span.end, end: lost.span.end };
  const between = workspace.source(command.file)?.text.slice(start, end) ?? "";
  const found = /[ \t]*\|\|[ \t]*(?:true|:|\/bin\/true)$/.exec(between);
  // A redirection may stand between the two, and no other command.
  if (!found || /[;&|\n]/.test(between.slice(0, found.index).replace(/&?>&?/g, ""))) return undefined;
  return { at: { file: command.file, span: { start: start + found.index, end } }, text: "" };
}

export default defineRule({
  id: "pipeline/swallowed-failure",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["pipeline-swallowed-failure"],
  summary:
    "A go command that builds, tests or verifies may fail and the run stays green: its status is thrown away.",
  why:
    "`|| true`, `|| echo …` and a `-` before a recipe line turn every failure into success. A package that no longer " +
    "compiles, a failing test and a tampered module all look like a passing run.",
  remedy: "Let the command fail, or handle the one failure that is expected by name.",
  reads: "command",

  *check({ command, site }, { workspace }) {
    const failure = lostFailure(command);
    if (!failure) return;
    if (isWantedEmpty(failure, command, workspace)) {
      yield {
        at: command.at,
        harm: site.kind === "make-target" || site.kind === "shell-script" ? "S3" : "S1",
        message: `A failing "go ${command.subcommand}" stays green: then nothing is printed, which is what the test around it asks for`,
        remedy: "Run the command on a line of its own, and ask git for changes in the next one.",
        evidence: [{ at: failure.at, shows: "here the failure is lost" }],
        cause: `go ${command.subcommand} in test -z`,
      };
      return;
    }
    if (!buildsOrChecks(command)) return;
    const isOr = failure.how.startsWith("|| ");
    if (!isOr && !failure.how.startsWith("make ignores it")) return;
    if (isOutputRead(failure, command, workspace)) return;
    yield {
      at: command.at,
      // Outside of pipelines it is a convenience of whoever typed it.
      harm: site.kind === "make-target" || site.kind === "shell-script" ? "S3" : "S1",
      message: `A failing "go ${command.subcommand}" stays green: ${isOr ? `${failure.how} throws its status away` : failure.how}`,
      evidence: [{ at: failure.at, shows: "here the failure is lost" }],
      ...fixOf(discarding(command.at, failure.at, workspace), { title: "Let it fail", isSafe: false }),
      cause: `go ${command.subcommand} ${isOr ? failure.how : "-"}`,
    };
  },
});
