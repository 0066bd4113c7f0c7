import { isHostedRunner } from "../../site/is-hosted-runner.ts";
import type { Site, SiteEvent } from "../../site/site.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { defineRule } from "../rule.ts";

const downloads =
  /^(?:build|install|test|run|vet|list|generate|get|tool|mod (?:download|tidy|vendor|why|graph)|work .*)$/;

export default defineRule({
  id: "pipeline/verify-proves-nothing",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["pipeline-verify-proves-nothing"],
  summary:
    '`go mod verify` runs on an empty module cache: it looks at nothing and says "all modules verified".',
  why:
    "The command compares what lies in the module cache with the hashes stored beside it. Modules that were not " +
    "downloaded count as verified; what go.sum says of their code, and vendor/, is not looked at.",
  remedy: "Run `go mod download` before it.",
  reads: "site",

  *check(site, { workspace }) {
    if (
      !/^(?:github-job|gitlab-job|circleci-job|dockerfile-stage)$/.test(site.kind) ||
      mayHaveCache(site, workspace)
    )
      return;
    const index = site.commands.findIndex(({ subcommand }) => subcommand === "mod verify");
    const command = site.commands[index];
    if (!command?.module || command.module.mod.requires.length === 0) return;
    const before = site.commands.slice(0, index);
    if (before.some(({ subcommand }) => downloads.test(subcommand) || subcommand === "")) return;
    const after = site.commands.slice(index + 1).find(({ subcommand }) => downloads.test(subcommand));
    yield {
      at: command.at,
      message: `"go mod verify" proves nothing here: no module was downloaded before it, and an empty cache gives "all modules verified"`,
      evidence: after
        ? [{ at: after.at, shows: "the first command that downloads modules comes after it" }]
        : [],
      cause: "go mod verify on an empty cache",
    };
  },
});

/** A cache that was kept from an earlier run is worth verifying; so is what an unknown image or tool brought. */
function mayHaveCache(site: Site, workspace: Workspace): boolean {
  if (site.kind === "gitlab-job" || site.kind === "circleci-job") return true;
  if (site.commands.some(({ environment }) => environment.goSetting("GOMODCACHE") || environment.openReason))
    return true;
  if (site.kind === "dockerfile-stage") return hasCacheMount(site, workspace);
  return !isHostedRunner(site, workspace) || site.events.some(bringsCache);
}

function bringsCache(event: SiteEvent): boolean {
  if (event.kind !== "uses") return false;
  if (event.name !== "actions/setup-go") return /^\.\/|cache|golangci/.test(event.name);
  const value = event.inputs.get("cache")?.value;
  return value?.kind !== "known" || value.text !== "false";
}

function hasCacheMount(site: Site, workspace: Workspace): boolean {
  const dockerfile = workspace.dockerfiles.find(({ file }) => file === site.at.file);
  return (dockerfile?.stages ?? []).some(({ instructions }) =>
    instructions.some(
      (each) => each.kind === "run" && each.mounts.some(({ type }) => type === "cache" || type === "bind"),
    ),
  );
}
