import { buildsOrChecks } from "../../site/builds-or-checks.ts";
import { isOutputRead, lostFailure } from "../../site/lost-failure.ts";
import { defineRule } from "../rule.ts";

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
    if (!failure || !buildsOrChecks(command)) return;
    const isOr = failure.how.startsWith("|| ");
    if (!isOr && !failure.how.startsWith("make ignores it")) return;
    if (isOutputRead(failure, command, workspace)) return;
    yield {
      at: command.at,
      // Outside of pipelines it is a convenience of whoever typed it.
      harm: site.kind === "make-target" || site.kind === "shell-script" ? "S3" : "S1",
      message: `A failing "go ${command.subcommand}" stays green: ${isOr ? `${failure.how} throws its status away` : failure.how}`,
      evidence: [{ at: failure.at, shows: "here the failure is lost" }],
      cause: `go ${command.subcommand} ${isOr ? failure.how : "-"}`,
    };
  },
});
