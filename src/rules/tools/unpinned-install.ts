import { mayMove, reachOf } from "../../site/moving-tool.ts";
import { versionedPackages } from "../../site/versioned-packages.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "tools/unpinned-install",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["tools-unpinned-install"],
  summary: "A pipeline installs a tool by a moving name: it changes, and breaks, without any commit.",
  why:
    "@latest, @master and @v1 mean what the proxy says at that hour: the newest commit or release. A release that wants " +
    "a newer Go or that reports more stops every run, and two runs of one commit differ.",
  remedy: "Name a version, or put the tool into go.mod with a tool line (Go 1.24).",
  reads: "command",

  *check({ command, site }, { workspace }) {
    for (const { path, query, argument, isMoving } of versionedPackages(command)) {
      if (!isMoving || mayMove(path, site, workspace)) continue;
      yield {
        at: argument.at,
        harm: reachOf(site, argument.at.file) === "developer" ? "S3" : "S2",
        message: `"go ${command.subcommand}" takes whatever ${path}@${query} is at that hour: a new release changes or breaks this without a commit`,
        cause: `@${query}`,
      };
    }
  },
});
