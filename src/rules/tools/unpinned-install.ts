import { isScheduledOnly } from "../../site/is-scheduled-only.ts";
import type { Site } from "../../site/site.ts";
import { defineRule } from "../rule.ts";

/** These have no versions to name, or are asked for the newest by their purpose. */
const exempt = /^(?:golang\.org\/dl\/|golang\.org\/x\/vuln\/cmd\/govulncheck$)/;
const onDevelopersMachine = new Set<Site["kind"]>([
  "make-target",
  "shell-script",
  "devcontainer",
  "pre-commit",
]);

/** Images that people work in, not images that are shipped. */
const forDevelopers =
  /(?:^|\/)\.devcontainer\/|Dockerfile[.-](?:dev|debug|tilt)$|(?:^|\/)(?:dev|debug)\.Dockerfile$/;

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
    if (command.subcommand !== "install" && command.subcommand !== "run") return;
    if (isScheduledOnly(site, workspace)) return;
    for (const argument of command.arguments) {
      if (argument.value.kind !== "known" || argument.text.startsWith("-")) continue;
      const match = /^([^\s@]+)@(latest|upgrade|patch|master|main|HEAD|develop|v\d+(?:\.\d+)?)$/.exec(
        argument.value.text,
      );
      if (!match) {
        if (command.subcommand === "run") return;
        continue;
      }
      const [, path = "", query] = match;
      const own = workspace.modules.some(
        ({ mod }) => mod.module && `${path}/`.startsWith(`${mod.module.path}/`),
      );
      if (own || exempt.test(path)) continue;
      yield {
        at: argument.at,
        harm: onDevelopersMachine.has(site.kind) || forDevelopers.test(argument.at.file) ? "S3" : "S2",
        message: `"go ${command.subcommand}" takes whatever ${path}@${query} is at that hour: a new release changes or breaks this without a commit`,
        cause: `@${query}`,
      };
      if (command.subcommand === "run") return;
    }
  },
});
