/** From resolved sites to the plain views that reports print. */

import type { EnvJsonSite } from "../report/env-json.ts";
import type { EnvRow, EnvSiteView, EnvView } from "../report/env-view.ts";
import { buildsOrChecks } from "../site/builds-or-checks.ts";
import type { Contract } from "../site/contract.ts";
import {
  type ContractState,
  contractStates,
  runsAsCaller,
  whyOpenInLockstep,
} from "../site/contract-state.ts";
import { isVersionedCall } from "../site/is-versioned-call.ts";
import { refusalOf } from "../site/refusal.ts";
import type { GoCommand, GoResolution, Reason, Site } from "../site/site.ts";
import type { Place } from "../text/span.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { reportUnknowns } from "./check-pipeline.ts";
import type { Look } from "./look.ts";
import { modulesFrom } from "./modules-from.ts";

/** The whole table, each site with how it stands to the contract. */
export function envView(
  look: Look,
  input: { shell: EnvRow | undefined; path: string | undefined; program: string },
): EnvView {
  const { sites } = look.table;
  const states = contractStates(sites, look.config.contract);
  const rows = sites.map((site) =>
    rowOf(site, states.get(site.id) ?? "unknown", isBase(site, look.workspace)),
  );
  return {
    title: titleOf(look),
    declared: declaredBy(look.workspace),
    contract: contractText(look.config.contract, look.workspace),
    shell: input.shell,
    rows,
    unread: look.workspace.unread.map(({ file, system, texts }) => ({ file, system, texts: texts.length })),
    path: input.path === "." ? undefined : input.path,
    program: input.program,
    counts: {
      sites: sites.length,
      files: new Set(sites.map(({ at }) => at.file)).size,
      breaking: rows.filter(({ state }) => state === "breaks").length,
      unknown: rows.filter(({ state }) => state === "unknown").length,
    },
  };
}

function titleOf({ workspace, tree }: Look): string {
  const root = workspace.modules.find(({ folder }) => folder === "") ?? workspace.modules[0];
  return root?.mod.module?.path ?? tree.name;
}

function declaredBy(workspace: Workspace): string {
  const root = workspace.modules.find(({ folder }) => folder === "") ?? workspace.modules[0];
  if (!root) return "";
  const words = [
    root.mod.go === undefined ? "no go line (go 1.16)" : `go ${root.mod.go.version}`,
    ...(root.mod.toolchain === undefined ? [] : [`toolchain ${root.mod.toolchain.name}`]),
  ];
  const more = workspace.modules.length - 1;
  return `${root.file}: ${words.join(", ")}${more > 0 ? ` (and ${more} more ${more === 1 ? "module" : "modules"})` : ""}`;
}

function contractText(contract: Contract, workspace: Workspace): string {
  const root = workspace.modules.find(({ folder }) => folder === "") ?? workspace.modules[0];
  const version = contract.policy === "floor" ? (root?.mod.go?.version ?? "") : "";
  return `${contract.policy} ${version}`.trim();
}

/** Whether other stages go on from a stage that runs no go itself: their rows say the same and more. */
function isBase(site: Site, { dockerfiles }: Workspace): boolean {
  if (site.kind !== "dockerfile-stage" || site.commands.length > 0) return false;
  const stages = dockerfiles.find(({ file }) => file === site.at.file)?.stages ?? [];
  const own = stages.find(({ span }) => span.start === site.at.span.start);
  return own !== undefined && stages.some(({ buildsOn }) => buildsOn === own.index);
}

function rowOf(site: Site, state: ContractState, isBaseOfOthers = false): EnvRow {
  const isNamed = site.go.version !== undefined || site.go.range !== undefined || runsAsCaller(site);
  return {
    id: site.id,
    title: site.title,
    state,
    isBase: isBaseOfOthers,
    go: goCell(site),
    mode: withOthers(modeCell(site), site, modeCell),
    cgo: withOthers(cgoCell(site), site, cgoCell),
    tags: withOthers(tagsCell(site), site, tagsCell),
    modulesFrom: modulesFrom(site),
    unknownBecause: isNamed || state !== "unknown" ? undefined : unknownReason(site),
  };
}

type Values = Pick<Site, "mode" | "cgo" | "tags">;

const modeCell = ({ mode }: Values): string => (mode.value === "unknown" ? "?" : mode.value);
const cgoCell = ({ cgo }: Values): string => (cgo.value === "unknown" ? "?" : cgo.value);
function tagsCell({ tags }: Values): string {
  return tags.value === undefined ? "?" : tags.value.length === 0 ? "-" : tags.value.join(",");
}

/** `dedupelabels +2`: other commands of the site that build or test have two other values. */
function withOthers(cell: string, site: Site, cellOf: (values: Values) => string): string {
  const others = new Set(site.commands.filter(buildsOrChecks).map(cellOf));
  others.delete(cell);
  return others.size === 0 ? cell : `${cell} +${others.size}`;
}

/** The developer's own go; the contract is not held against it. */
export function shellRow(site: Site): EnvRow {
  const isKnown = site.go.version !== undefined || site.go.installed !== undefined;
  return { ...rowOf(site, "keeps"), go: isKnown ? goText(site.go) : "?" };
}

/** The Go of the site's main command, and how many others its other commands have; a refusal is named. */
function goCell(site: Site): string {
  const main = isCalled(site) ? callerText(site) : goText(site.go);
  const others = site.commands.filter((command) => isOtherGo(command, site)).map(({ go }) => goText(go));
  const refused = site.commands.some(({ go }) => go.outcome === "refuses");
  const count = new Set(others).size;
  if (count === 0) return main;
  return `${main} +${count}${refused && site.go.outcome !== "refuses" ? " refuses" : ""}`;
}

/** A command with another Go than the site's: it builds the module, or go refuses to run it. */
function isOtherGo(command: GoCommand, site: Site): boolean {
  const counts = command.go.outcome === "refuses" || (buildsOrChecks(command) && !isVersionedCall(command));
  return counts && goText(command.go) !== goText(site.go);
}

function callerText({ go }: Site): string {
  if (go.outcome === "refuses") return "as this shell, refuses";
  const least = go.version ?? go.range;
  return least === undefined ? "as this shell" : `as this shell, ${least}`;
}

/** Whether a site runs with the go of whoever calls it, be it one that every go refuses. */
function isCalled(site: Site): boolean {
  return runsAsCaller({ ...site, go: { ...site.go, outcome: "unknown" } });
}

function goText(go: GoResolution): string {
  const version = go.version ?? go.range ?? "?";
  if (go.outcome === "refuses") return `${installedText(go) ?? version}, refuses`;
  if (go.outcome === "switches" && go.installed) return `${installedText(go)} → ${version}`;
  return version;
}

/** `1.24.3`, or `1.24.x` where any patch of a minor may be there. */
function installedText(go: GoResolution): string | undefined {
  if (!go.installed) return undefined;
  return go.installed.precision === "exact" ? go.installed.version : `${go.installed.version}.x`;
}

function unknownReason(site: Site): string {
  const [reason] = site.unknowns;
  if (!reason) return site.go.why.at(-1)?.text ?? "no file says which go is there";
  return withoutSite(reason.reason, site).replace(/^the Go version: /, "");
}

/** A reason without the id of the site, which stands above it. */
function withoutSite(reason: string, site: Site): string {
  return reason.replace(` of ${site.id}: `, ": ").replace(` in ${site.id}: `, ": ");
}

/** One site in full. */
export function envSiteView(site: Site, { workspace, table, config }: Look): EnvSiteView {
  const placeOf = (place: Place | undefined): string => (place ? placeText(place, workspace) : "");
  const why = (reasons: readonly Reason[]) => reasons.map(({ text, at }) => ({ text, place: placeOf(at) }));
  const { go } = site;
  const lockstep = whyOpenInLockstep(site, table.sites, config.contract);
  return {
    id: site.id,
    title: site.title,
    place: placeOf(site.at),
    values: [
      { label: "go", value: goValue(go), why: why(go.why) },
      { label: "mode", value: site.mode.value, why: why(site.mode.why) },
      { label: "cgo", value: site.cgo.value, why: why(site.cgo.why) },
      {
        label: "tags",
        value: site.tags.value === undefined ? "unknown" : site.tags.value.join(",") || "none",
        why: why(site.tags.why),
      },
      {
        label: "for",
        value: `GOOS=${targetText(site.goos)} GOARCH=${targetText(site.goarch)}`,
        why: targetReasons(site).map(({ text, at }) => ({ text, place: placeOf(at) })),
      },
      { label: "modules", value: modulesFrom(site), why: [] },
    ],
    runs: site.commands.map((command) => ({
      line: workspace.source(command.at.file)?.lines.positionAt(command.at.span.start).line ?? 1,
      text: command.text,
      via: command.via.map(({ text, at }) => `by ${text}${at ? ` (${placeText(at, workspace)})` : ""}`),
      notes: notesOf(command, site, workspace),
    })),
    unknowns: [
      ...reportUnknowns(site.unknowns, workspace).map(({ file, line, reason }) => ({
        place: `${file}:${line}`,
        reason: withoutSite(reason, site),
      })),
      ...(lockstep === undefined ? [] : [{ place: placeOf(site.at), reason: lockstep }]),
    ],
  };
}

function targetText(value: Site["goos"]): string {
  return value.kind === "known" ? value.text : "?";
}

/** Why a target is open; one reason for both stands once. */
function targetReasons({ goos, goarch }: Site): readonly Reason[] {
  const [first, ...rest] = [goos, goarch].flatMap((value) =>
    value.kind === "unknown" ? [{ text: value.reason, at: value.at }] : [],
  );
  return first === undefined ? [] : [first, ...rest.filter(({ text }) => text !== first.text)];
}

function goValue(go: GoResolution): string {
  const version = go.version ?? go.range ?? "unknown";
  if (go.outcome === "refuses") return `${installedText(go) ?? version}, and it refuses`;
  if (go.outcome === "switches" && go.installed) return `${installedText(go)}, which switches to ${version}`;
  return version;
}

/** Files show that it is kept from running in any case. */
function cannotRun({ conditions = [] }: GoCommand): boolean {
  return conditions.some(({ never }) => never);
}

/** What is special about one command: where it really stands, and where it differs from its site. */
function notesOf(command: GoCommand, site: Site, workspace: Workspace): readonly string[] {
  const notes: string[] = [];
  if (command.at.file !== site.at.file) notes.push(`in ${placeText(command.at, workspace)}`);
  if (command.mode.value !== site.mode.value) notes.push(`mode ${command.mode.value}`);
  if (command.cgo.value !== site.cgo.value) notes.push(`cgo ${command.cgo.value}`);
  if (tagsCell(command) !== tagsCell(site)) notes.push(`tags ${tagsCell(command)}`);
  if (goText(command.go) !== goText(site.go)) notes.push(`go ${noteOfGo(command.go)}`);
  if (command.failure.kind === "swallowed") notes.push(`its failure is lost: ${command.failure.how}`);
  if (command.isConditional) notes.push(cannotRun(command) ? "cannot run" : "may not run");
  return notes;
}

function noteOfGo(go: GoResolution): string {
  const reason = refusalOf(go);
  return reason === undefined ? goText(go) : `${goValue(go)}: ${reason}`;
}

/** A site for `env --format json`. */
export function envJsonSite(site: Site, workspace: Workspace): EnvJsonSite {
  const lineOf = (place: Place): number =>
    workspace.source(place.file)?.lines.positionAt(place.span.start).line ?? 1;
  const textOf = (value: Site["goos"]): string | null => (value.kind === "known" ? value.text : null);
  return {
    id: site.id,
    kind: site.kind,
    file: site.at.file,
    line: lineOf(site.at),
    go: {
      version: site.go.version ?? null,
      range: site.go.range ?? null,
      outcome: site.go.outcome,
      why: site.go.why.map(({ text, at }) => (at ? `${text} (${at.file}:${lineOf(at)})` : text)).join("; "),
    },
    mode: site.mode.value,
    cgo: site.cgo.value,
    tags: site.tags.value ?? null,
    goos: textOf(site.goos),
    goarch: textOf(site.goarch),
    commands: site.commands.map((command) => ({
      text: command.text,
      file: command.at.file,
      line: lineOf(command.at),
      mode: command.mode.value,
      cgo: command.cgo.value,
      tags: command.tags.value ?? null,
      goos: textOf(command.goos),
      goarch: textOf(command.goarch),
      go: {
        version: command.go.version ?? null,
        range: command.go.range ?? null,
        outcome: command.go.outcome,
      },
      ...(command.via.length > 0 ? { via: command.via.map(({ text }) => text) } : {}),
      ...(command.isConditional ? { mayNotRun: conditionText(command, lineOf) } : {}),
    })),
    unknown: reportUnknowns(site.unknowns, workspace).map(({ file, line, reason }) => ({
      file,
      line,
      reason,
    })),
  };
}

/** `if [ -n "$X" ] (run.sh:3) decides whether it runs`. */
function conditionText({ conditions = [] }: GoCommand, lineOf: (at: Place) => number): string {
  const never = conditions.find((each) => each.never);
  const shown = never ? [never] : conditions;
  if (shown.length === 0) return "a condition decides whether it runs";
  const texts = shown.map(({ text, at }) => (at ? `${text} (${at.file}:${lineOf(at)})` : text));
  if (never) return `it cannot run: ${texts.join("")}`;
  return `${texts.join(", ")} ${texts.length === 1 ? "decides" : "decide"} whether it runs`;
}

function placeText(place: Place, workspace: Workspace): string {
  const lines = workspace.source(place.file)?.lines;
  return lines ? `${place.file}:${lines.positionAt(place.span.start).line}` : place.file;
}
