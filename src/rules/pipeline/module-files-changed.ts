import { isBuildMachine } from "../../site/is-build-machine.ts";
import { isVersionedCall } from "../../site/is-versioned-call.ts";
import type { GoCommand, Site } from "../../site/site.ts";
import type { GoModule } from "../../workspace/gomod/model.ts";
import { moduleOfFolder } from "../../workspace/gomod/module-of-folder.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { defineRule } from "../rule.ts";

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
    "From Go 1.16 on go stops when go.mod or go.sum does not fit the code. `-mod=mod` and `go mod tidy` add what is " +
    "missing in its newest version instead, `go get -u` and `go get` of a package without a version raise what is there, " +
    "and the build goes on with that.",
  remedy: "Commit what the command writes and delete the command.",
  reads: "site",

  *check(site, { sites, workspace }) {
    if (!isBuildMachine(site.kind) || comparesOrPublishes(site)) return;
    // A module that the job itself makes was never committed.
    if (site.commands.some(({ subcommand }) => subcommand === "mod init")) return;
    for (const [index, command] of site.commands.entries()) {
      const how = changeOf(command);
      if (how === undefined || !command.module || command.failure.kind === "handled") continue;
      // A go that is too old stops before it writes anything.
      if (command.go.outcome === "refuses") continue;
      if (!how.startsWith("go get") && asksForNothing(command.module, workspace)) continue;
      // After `go mod edit` or `go get M@V` tidying only completes what was asked for by name.
      if (how === "go mod tidy" && site.commands.slice(0, index).some(changesByName)) continue;
      if (how === "go mod tidy" && sites.some((other) => comparesTidy(other, command.module))) continue;
      const building = [command, ...site.commands.slice(index + 1)].find(
        (next) => builds.test(next.subcommand) && next.module === command.module && !isVersionedCall(next),
      );
      if (!building) continue;
      yield {
        at: command.at,
        // A test with other versions hides a stale go.mod; only what is built is handed on.
        harm: /^(?:build|install)$/.test(building.subcommand) ? "S1" : "S3",
        remedy: remedyFor(how, site),
        message: `"${how}" ${how.startsWith("go get") ? "may raise versions in" : "adds in its newest version what is missing in"} ${command.module.file}, and "go ${building.subcommand}" builds with the result: nothing compares`,
        evidence: [{ at: building.at, shows: "this command builds with the changed files" }],
        cause: how,
      };
    }
  },
});

/** Code that imports the standard library and itself lacks nothing that go could add. */
function asksForNothing(module: GoModule, { goFiles, modules }: Workspace): boolean {
  if (module.mod.requires.length > 0) return false;
  const own = module.mod.module?.path ?? "";
  const files = goFiles.filter(({ folder }) => moduleOfFolder(modules, folder) === module);
  const isOwn = (path: string): boolean => path === own || path.startsWith(`${own}/`);
  return (
    files.length > 0 &&
    files.every(({ imports }) => imports.every(({ path }) => isOwn(path) || !/^[^/]*\./.test(path)))
  );
}

/** Without a repository beside it, an image has nothing to compare with. */
function remedyFor(how: string, { kind }: Site): string {
  const otherwise =
    kind === "dockerfile-stage"
      ? ""
      : ", or let git diff --exit-code -- go.mod go.sum stop the job when it changed something";
  if (how.endsWith("-mod=mod")) return `Delete -mod=mod${otherwise}.`;
  if (how.startsWith("go get")) {
    return `Commit what "${how}" writes and delete it here, or name each version (path@v1.2.3)${otherwise}.`;
  }
  return `Commit what "${how}" writes and delete it here${otherwise}.`;
}

/** The change a command may make; undefined when it leaves both files alone or names what it wants. */
function changeOf(command: GoCommand): string | undefined {
  const { subcommand } = command;
  if (subcommand === "mod tidy") {
    return command.arguments.some(({ text }) => /^--?diff/.test(text)) ? undefined : "go mod tidy";
  }
  if (subcommand === "get") return openGet(command);
  if (!builds.test(subcommand) || !asksForMod(command) || isVersionedCall(command)) return undefined;
  return `go ${subcommand} -mod=mod`;
}

/** Without -u and without another module's package, `go get` leaves a complete go.mod as it is. */
function openGet({ arguments: args, module }: GoCommand): string | undefined {
  const words = args.flatMap(({ value }) => (value.kind === "known" ? value.text : []));
  if (words.some((word) => /^--?u(?:=(?!false)|$)/.test(word))) return "go get -u";
  const own = module?.mod.module?.path ?? "";
  const isOpen = words.some(
    (word) =>
      /^[^-./][^/]*\.[^/]*\/[^@]+(?:@(?:latest|upgrade|patch))?$/.test(word) &&
      word !== own &&
      !word.startsWith(`${own}/`),
  );
  return isOpen ? "go get" : undefined;
}

/** Up to Go 1.15 every build may change both files: what is reported is only what a line asks for. */
function asksForMod({ arguments: args, environment, mode }: GoCommand): boolean {
  if (mode.value !== "mod") return false;
  if (args.some(({ text }, index) => /^--?mod=["']?mod["']?$/.test(text) || isModWord(args, index)))
    return true;
  const flags = environment.goSetting("GOFLAGS")?.value;
  return flags?.kind === "known" && /(?:^|\s)--?mod=mod(?:\s|$)/.test(flags.text);
}

function isModWord(args: GoCommand["arguments"], index: number): boolean {
  return /^--?mod$/.test(args[index]?.text ?? "") && args[index + 1]?.text === "mod";
}

function changesByName(command: GoCommand): boolean {
  return (
    command.subcommand === "mod edit" || (command.subcommand === "get" && changeOf(command) === undefined)
  );
}

/** Another job tidies and compares: what is tidied here is then the same. */
function comparesTidy(site: Site, module: GoModule | undefined): boolean {
  const tidies = site.commands.filter(
    (command) => command.subcommand === "mod tidy" && command.module === module,
  );
  if (tidies.some((command) => command.arguments.some(({ text }) => /^--?diff/.test(text)))) return true;
  return isBuildMachine(site.kind) && tidies.length > 0 && comparesOrPublishes(site);
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
