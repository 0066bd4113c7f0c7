/** Gathers every place where go runs and resolves it: the table behind `env` and every comparison of `check`. */

import { selectMode } from "../go/mode.ts";
import { moduleOfFolder } from "../workspace/gomod/module-of-folder.ts";
import type { Unknown } from "../workspace/unknown.ts";
import type { Workspace } from "../workspace/workspace.ts";
import {
  type VendorChange,
  vendorChangeOfGo,
  vendorChangeOfStep,
  vendorChangesOf,
} from "./changes-of-vendor.ts";
import { gatherCircleci } from "./circleci/gather-circleci.ts";
import { filesOfCommand } from "./docker/files-of-command.ts";
import { gatherDocker } from "./docker/gather-docker.ts";
import { editOfStep, editsOfModFile, isBefore } from "./edits-of-mod-file.ts";
import { gatherGithub } from "./github/gather-github.ts";
import { gatherGitlab } from "./gitlab/gather-gitlab.ts";
import { goBinaryOf } from "./go-binary-of.ts";
import { isVersionedCall } from "./is-versioned-call.ts";
import type { Mount, OpenCopy } from "./machine.ts";
import { isBuildingCommand, mainCommand } from "./main-command.ts";
import { gatherMake, gatherScripts } from "./make/gather-make.ts";
import { bringsGo } from "./placed-go.ts";
import type { SitePlan } from "./plan.ts";
import { resolveCgo } from "./resolve-cgo.ts";
import { resolveCommand } from "./resolve-command.ts";
import { resolveGo } from "./resolve-go.ts";
import { devcontainerBuilds } from "./settings/gather-devcontainers.ts";
import { gatherGoreleaser } from "./settings/gather-goreleaser.ts";
import { gatherSettings } from "./settings/gather-settings.ts";
import type { PlainCommand } from "./shell/command-host.ts";
import { folderInTree, pathInTree } from "./shell/folder-in-tree.ts";
import type { GoCommand, Mode, Reason, Site, SiteEvent, SiteTable } from "./site.ts";
import { siteUnknowns } from "./site-unknowns.ts";
import { targetOf } from "./target-of.ts";
import { testOfRunner } from "./test-of-runner.ts";
import { goCommandOfTool } from "./tool-that-runs-go.ts";
import { vendorBrought } from "./vendor-brought.ts";
import { withBroughtCompilers } from "./with-brought-compilers.ts";
import { workspaceInEffect } from "./workspace-in-effect.ts";

/** Codes of unknowns behind which go commands may stand. */
const leavesOut = new Set([
  "too-many-steps",
  "broken-script",
  "not-followed",
  "unknown-command",
  "computed-rules",
]);

/** Whether a place without go commands is a site all the same, by what else it does. */
export type KeepSite = (events: readonly SiteEvent[]) => boolean;

/** All sites of a workspace in a stable order: CI, images, releases, make, scripts, settings. */
export function resolveSites(workspace: Workspace, keeps?: KeepSite): SiteTable {
  const reached = new Set<string>();
  const ci = [
    ...gatherGithub(workspace, reached),
    ...gatherGitlab(workspace, reached),
    ...gatherCircleci(workspace, reached),
  ];
  const goreleaser = gatherGoreleaser(workspace, reached, ci);
  const callers = [
    ...ci,
    ...goreleaser,
    ...gatherMake(workspace, reached, { keepsAll: keeps !== undefined }),
    ...gatherScripts(workspace, reached),
  ];
  const docker = gatherDocker(workspace, reached, [...callers, ...devcontainerBuilds(workspace, callers)]);
  // A script that only an image runs belongs to the image: it was gathered before, so it is dropped here.
  const inImages = new Set(docker.flatMap((plan) => plan.commands.flatMap((command) => command.at.file)));
  const kept = callers.filter((plan) => plan.kind !== "shell-script" || !inImages.has(plan.at.file));
  const plans = [
    ...ci,
    ...docker,
    ...kept.filter((plan) => !ci.includes(plan)),
    ...gatherSettings(workspace, reached, docker),
  ];
  const vendorOfStage: VendorOfStage = new Map();
  const sites = plans
    .filter((plan) => !plan.isSkipped)
    .flatMap((plan) => siteOf(plan, workspace, { keeps, vendorOfStage }) ?? []);
  // Go commands may be in what was left out or could not be read: then there is no site to say so.
  const cutOff = plans
    .filter((plan) => !plan.isSkipped)
    .flatMap((plan) => plan.unknowns)
    .filter(({ code }) => leavesOut.has(code));
  return {
    sites: uniqueIds(sites),
    unknowns: uniqueUnknowns([...sites.flatMap((site) => site.unknowns), ...cutOff]),
  };
}

/** What the commands of a stage did to vendor folders, by its id. */
type VendorOfStage = Map<
  string,
  { readonly changes: readonly VendorChange[]; readonly brought: ReadonlySet<Mount | OpenCopy> }
>;

/** A plan with go commands, or one that puts a Go in place; undefined for the rest. */
function siteOf(
  plan: SitePlan,
  workspace: Workspace,
  { keeps, vendorOfStage }: { keeps: KeepSite | undefined; vendorOfStage: VendorOfStage },
): Site | undefined {
  const commands: GoCommand[] = [];
  const events: SiteEvent[] = [...plan.events];
  const edits = [...(plan.edits ?? [])];
  const steps = plan.events.flatMap((event) => editOfStep(event) ?? []);
  const ofBase = vendorOfStage.get(plan.base ?? "");
  const vendor = [...(ofBase?.changes ?? plan.brings ?? [])];
  const brought = new Set(ofBase?.brought);
  const vendorOfSteps = plan.events.flatMap((event) => vendorChangeOfStep(event) ?? []);
  for (const command of withBroughtCompilers(plan.commands, workspace)) {
    const binary = goBinaryOf(command);
    const ofSteps = steps.filter(({ reason }) => reason.at && isBefore(reason.at, command));
    const files = filesOfCommand(plan, command, workspace);
    vendor.push(...vendorBrought(command, brought, { plan, workspace, files, isChanged: vendor.length > 0 }));
    const scope = {
      workspace,
      files,
      edits: [...ofSteps, ...edits],
      vendorChanges: [
        ...vendorOfSteps.filter(({ reason }) => reason.at && isBefore(reason.at, command)),
        ...vendor,
      ],
    };
    if (binary === undefined) events.push(eventOf(command, workspace));
    else commands.push(withContext(resolveCommand(command, binary, scope), plan.context));
    const tested = testOfRunner(command);
    if (tested) {
      const test = withContext(resolveCommand(tested.command, "go", scope), plan.context);
      commands.push({ ...test, byTool: tested.runner });
    }
    edits.push(...editsOfModFile(command, workspace));
    const made = binary === undefined ? undefined : commands.at(-1);
    vendor.push(
      ...(made ? [vendorChangeOfGo(made)] : vendorChangesOf(command)).flatMap((each) => each ?? []),
    );
  }
  if (plan.kind === "dockerfile-stage") vendorOfStage.set(plan.id, { changes: vendor, brought });
  const isSite = commands.length > 0 || bringsGo(plan.end) || plan.kind === "version-file";
  if (!isSite && !keeps?.(events)) return undefined;
  const named = mainCommand(commands);
  // A tool that is installed by its version says nothing of the module that it then loads.
  const ofTool = named && isVersionedCall(named) ? events.find(({ runsGo }) => runsGo)?.runsGo : undefined;
  const main = ofTool ?? named;
  const builds = main && isBuildingCommand(main) ? main : undefined;
  // A go command that only prints says nothing about what is built.
  const works = commands.some(({ subcommand }) => !/^(?:version|env|help|-.*)?$/.test(subcommand));
  const hiding = plan.unknowns.find(({ code }) => (works ? code === "computed-rules" : leavesOut.has(code)));
  const hidden = builds ? undefined : (hiding ?? (main ? undefined : runElsewhere(plan)));
  const site = {
    id: plan.id,
    title: plan.title,
    kind: plan.kind,
    at: plan.at,
    commands,
    events,
    ...(plan.imageBuilds ? { imageBuilds: plan.imageBuilds } : {}),
    ...(main ? settingsOf(main) : settingsOfPlan(plan, workspace)),
    ...(main ? goOfOthers(main, commands) : {}),
    ...(hidden ? openSettings(hidden) : {}),
  };
  return { ...site, unknowns: [...plan.unknowns, ...siteUnknowns(site)] };
}

/** In an image that has no module, or none that is known, the context of its build explains it. */
function withContext(command: GoCommand, context: Reason | undefined): GoCommand {
  const { mode, module } = command;
  if (!context || module || mode.value === "gopath") return command;
  return { ...command, mode: { ...mode, why: [context, ...mode.why] } };
}

/** `make` in a folder that holds nothing of this repository, such as another checkout. */
function runElsewhere({ commands }: SitePlan): Pick<Unknown, "reason" | "at"> | undefined {
  const found = commands.find(({ machine, words: [first] }) => {
    const name = first?.value.kind === "known" ? first.value.text : "";
    if (folderInTree(machine) !== undefined) return false;
    // A script that was copied there is followed.
    if (/^\.{1,2}\//.test(name)) return pathInTree(name, machine) === undefined;
    return /^(?:g?make|(?:ba|da|z)?sh)$/.test(name);
  });
  if (!found) return undefined;
  const { folder, mounts } = found.machine;
  const isHere = folder.kind === "known" && mounts.some(({ path }) => path.startsWith(`${folder.text}/`));
  const holds = isHere ? "holds only single files of this repository" : "holds nothing of this repository";
  const why = folder.kind === "unknown" ? folder.reason : `${folder.text} ${holds}`;
  return { at: found.at, reason: `${found.text.split("\n")[0]} is not followed: ${why}` };
}

/** What builds in a site may stand where nobody looks: then its settings are not those of a bare build. */
function openSettings({ reason, at }: Pick<Unknown, "reason" | "at">): Pick<Site, "mode" | "cgo" | "tags"> {
  const why = [{ text: reason, at }];
  return { mode: { value: "unknown", why }, cgo: { value: "unknown", why }, tags: { value: undefined, why } };
}

/** Where nothing shows the Go of the main command, another one does that runs the same binary. */
function goOfOthers({ go: own }: GoCommand, commands: readonly GoCommand[]): Partial<Pick<Site, "go">> {
  if (own.range !== undefined || own.installed !== undefined) return {};
  const found = commands.find(
    ({ go }) =>
      go.range !== undefined &&
      go.installed === undefined &&
      go.openness === own.openness &&
      go.outcome !== "refuses",
  );
  return found ? { go: found.go } : {};
}

function settingsOf(main: GoCommand): Pick<Site, "go" | "mode" | "cgo" | "tags" | "goos" | "goarch"> {
  const { go, mode, cgo, tags, goos, goarch } = main;
  return { go, mode, cgo, tags, goos, goarch };
}

/** A site that runs no go command in files: what a build in its folder would see. */
function settingsOfPlan(
  plan: SitePlan,
  workspace: Workspace,
): Pick<Site, "go" | "mode" | "cgo" | "tags" | "goos" | "goarch"> {
  const machine = plan.end;
  const folder = folderInTree(machine);
  const module = folder === undefined ? undefined : moduleOfFolder(workspace.modules, folder);
  const { workspace: work, open } =
    folder === undefined ? { workspace: undefined } : workspaceInEffect(workspace, machine, folder);
  const go = resolveGo({ machine, module, workspace: work, members: [], openWorkspace: open });
  const vendor = work ? work.vendor : module?.vendor;
  const answer = selectMode({
    hasModFile: module !== undefined,
    inWorkspace: work !== undefined,
    goLine: work ? work.work.go?.version : module?.mod.go?.version,
    vendorFolderExists: vendor !== undefined,
    vendorModules: vendor?.modules ? { isWorkspace: vendor.modules.parsed.isWorkspace } : undefined,
    toolchain: go.version ?? "1.25",
    subcommand: "build",
  });
  const elsewhere = "the folder where commands start holds nothing of this repository";
  const mode: Mode =
    folder === undefined || open
      ? { value: "unknown", why: [open ?? { text: elsewhere, at: machine.folder.at }] }
      : {
          value: answer.mode === "refuses" ? "unknown" : answer.mode,
          why: answer.why.map((text) => ({ text, at: undefined })),
        };
  return {
    go,
    mode,
    cgo: resolveCgo(machine, go),
    tags: { value: [], why: [{ text: "no command sets tags", at: undefined }] },
    goos: targetOf(machine, "GOOS", machine.hostOs),
    goarch: targetOf(machine, "GOARCH", machine.hostArch),
  };
}

function eventOf(command: PlainCommand, workspace: Workspace): SiteEvent {
  const { words, text, at, failure, machine } = command;
  const runsGo = goCommandOfTool(command, workspace);
  return {
    kind: "command",
    words,
    text,
    environment: machine.environment,
    folder: machine.folder,
    at,
    failure,
    ...(runsGo ? { runsGo } : {}),
  };
}

/** Two jobs of one name in different folders keep apart; a repeated id gets a number. */
function uniqueIds(sites: readonly Site[]): readonly Site[] {
  const seen = new Map<string, number>();
  return sites.map((site) => {
    const count = (seen.get(site.id) ?? 0) + 1;
    seen.set(site.id, count);
    return count === 1 ? site : { ...site, id: `${site.id}#${count}` };
  });
}

function uniqueUnknowns(unknowns: readonly Unknown[]): readonly Unknown[] {
  const seen = new Set<string>();
  return unknowns.filter((unknown) => {
    const key = `${unknown.at.file}:${unknown.at.span.start}:${unknown.code}:${unknown.reason}`;
    return !seen.has(key) && seen.add(key);
  });
}
