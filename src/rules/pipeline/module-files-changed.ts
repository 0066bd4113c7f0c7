import type { GoCommand, Site } from "../../site/site.ts";
import type { GoModule } from "../../workspace/gomod/model.ts";
import { defineRule } from "../rule.ts";

const machines = new Set(["github-job", "gitlab-job", "circleci-job", "dockerfile-stage"]);
const builds = /^(?:build|install|test|run|vet)$/;

export default defineRule({
  id: "pipeline/module-files-changed",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["pipeline-module-files-changed"],
  summary:
    "A pipeline changes go.mod or go.sum before it builds, and nothing compares: it builds what nobody reviewed.",
  why:
    "By default go stops when go.mod or go.sum does not fit the code. `-mod=mod`, `go get` without a version and `go " +
    "mod tidy` put other versions in instead, the newest at that hour, and the build goes on with them.",
  remedy: "Delete the command, or let `git diff --exit-code` stop the job when it changed something.",
  reads: "site",

  *check(site, { sites }) {
    if (!machines.has(site.kind) || comparesOrPublishes(site)) return;
    // A module that the job itself makes was never committed.
    if (site.commands.some(({ subcommand }) => subcommand === "mod init")) return;
    for (const [index, command] of site.commands.entries()) {
      const how = changeOf(command);
      if (how === undefined || !command.module || command.failure.kind === "handled") continue;
      // After `go mod edit` or `go get M@V` tidying only completes what was asked for by name.
      if (how === "go mod tidy" && site.commands.slice(0, index).some(changesByName)) continue;
      if (how === "go mod tidy" && sites.some((other) => comparesTidy(other, command.module))) continue;
      const building = [command, ...site.commands.slice(index + 1)].find(
        (next) => builds.test(next.subcommand) && next.module === command.module && !isVersioned(next),
      );
      if (!building) continue;
      yield {
        at: command.at,
        // A test with other versions hides a stale go.mod; only what is built is handed on.
        harm: /^(?:build|install)$/.test(building.subcommand) ? "S1" : "S3",
        message: `"${how}" may put other versions into ${command.module.file} than were committed, and "go ${building.subcommand}" builds with them: nothing compares`,
        evidence: [{ at: building.at, shows: "this command builds with the changed files" }],
        cause: how,
      };
    }
  },
});

/** The change a command may make; undefined when it leaves both files alone or names what it wants. */
function changeOf(command: GoCommand): string | undefined {
  const { subcommand, mode } = command;
  const operands = command.arguments.filter(({ text }) => !text.startsWith("-"));
  if (subcommand === "mod tidy") {
    return command.arguments.some(({ text }) => /^--?diff/.test(text)) ? undefined : "go mod tidy";
  }
  if (subcommand === "get") {
    const isOpen = operands.every(({ value }) => value.kind === "known" && !value.text.includes("@"));
    return isOpen ? "go get" : undefined;
  }
  if (!builds.test(subcommand) || mode.value !== "mod" || isVersioned(command)) return undefined;
  return `go ${subcommand} -mod=mod`;
}

function changesByName(command: GoCommand): boolean {
  return (
    command.subcommand === "mod edit" || (command.subcommand === "get" && changeOf(command) === undefined)
  );
}

function isVersioned({ arguments: args }: GoCommand): boolean {
  return args.some(({ text }) => /^["']?[^-].*@/.test(text));
}

/** Another job tidies and compares: what is tidied here is then the same. */
function comparesTidy(site: Site, module: GoModule | undefined): boolean {
  const tidies = site.commands.filter(
    (command) => command.subcommand === "mod tidy" && command.module === module,
  );
  if (tidies.some((command) => command.arguments.some(({ text }) => /^--?diff/.test(text)))) return true;
  return machines.has(site.kind) && tidies.length > 0 && comparesOrPublishes(site);
}

/** The job looks at what changed, or changing files is its task. */
function comparesOrPublishes({ events }: Site): boolean {
  return events.some((event) =>
    event.kind === "uses"
      ? /create-pull-request|git-auto-commit|add-and-commit|verify-changed-files|check-git|dirty/.test(
          event.name,
        )
      : /\bgit\s+(?:-\S+\s+)*(?:diff|status|ls-files|update-index|commit|push|diff-index|diff-files)\b|\bgh pr\b|\bdiff\b.*go\.(?:mod|sum)/.test(
          event.text,
        ),
  );
}
