import { hasFlag } from "../../site/builds-or-checks.ts";
import { deleteWord, fixOf } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "pipeline/errors-passed-over",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["pipeline-errors-passed-over"],
  summary:
    "`go mod vendor -e` prints errors and succeeds: packages that could not be loaded are missing from vendor/.",
  why:
    "With -e `go mod vendor` and `go mod tidy` go on past packages that they cannot find and end with status 0. A build " +
    "for the system or the tags that need such a package stops, perhaps long after.",
  remedy: "Delete -e, and mend what it passed over.",
  reads: "command",

  *check({ command, site }, { workspace }) {
    if (command.subcommand !== "mod vendor" && command.subcommand !== "mod tidy") return;
    if (!hasFlag(command, "e")) return;
    const isPipeline = /^(?:github-job|gitlab-job|circleci-job|dockerfile-stage|goreleaser-build)$/.test(
      site.kind,
    );
    const result = command.subcommand === "mod vendor" ? "vendor/ lacks" : "go.mod lacks";
    yield {
      at: command.at,
      harm: isPipeline && command.subcommand === "mod vendor" ? "S2" : "S3",
      message: `"go ${command.subcommand} -e" succeeds whatever it cannot load: ${result} it, and only a build that needs it stops`,
      ...fixOf(deleteWord(workspace, { at: command.at, word: "-e" }), { title: "Delete -e", isSafe: false }),
      cause: `go ${command.subcommand} -e`,
    };
  },
});
