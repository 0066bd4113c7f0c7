/** The matrix of a repository's tools: who declares which version where, and what fails with it. */

import type { SiteEvent, SiteTable } from "../site/site.ts";
import { compareText } from "../text/compare-text.ts";
import type { Place } from "../text/span.ts";
import type { Unknown } from "../workspace/unknown.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { type ToolName, toolOfAction, withoutMajor } from "./find-tool.ts";
import { type FoundUse, findUses } from "./find-uses.ts";
import type { Found } from "./found.ts";
import type { Tool, ToolPlace, ToolTable } from "./model.ts";
import { placesOfActions } from "./places/from-actions.ts";
import { placesOfSite } from "./places/from-commands.ts";
import { placesOfImages, placesOfSources } from "./places/from-images.ts";
import { placesOfModules } from "./places/from-modules.ts";
import { placesOfSettings } from "./places/from-settings.ts";

/** Whether a place where no go runs has something of a tool: a job that only lints is a site here. */
export function holdsTool(events: readonly SiteEvent[]): boolean {
  return events.some((event) => event.kind === "command" || toolOfAction(event.name) !== undefined);
}

/** All tools of a workspace whose sites were kept with `holdsTool`. */
export function gatherTools(workspace: Workspace, { sites }: SiteTable): ToolTable {
  // Of two that read one line of go.mod the directive says more than the command.
  const found: Found[] = [...placesOfModules(workspace)];
  const unknowns: Unknown[] = [];
  for (const site of sites) {
    const ofSite = placesOfSite(site, workspace);
    found.push(...ofSite.found, ...placesOfActions(site, workspace));
    unknowns.push(...ofSite.unknowns);
  }
  found.push(...placesOfImages(workspace), ...placesOfSources(workspace), ...placesOfSettings(workspace));
  const byKey = Map.groupBy(found, ({ tool }) => tool.key);
  const uses = Map.groupBy(findUses(sites, workspace, programsOf(byKey)), ({ tool }) => tool.key);
  const tools = [...new Set([...byKey.keys(), ...uses.keys()])]
    .flatMap((key) => toolOf(byKey.get(key) ?? [], uses.get(key) ?? []) ?? [])
    .map((tool) => (isOwnTool(tool, workspace) ? { ...tool, places: tool.places.map(floating) } : tool))
    .sort((a, b) => compareText(a.name, b.name) || compareText(a.module, b.module));
  return { tools, unknowns: [...uniqueUnknowns(unknowns), ...openPlaces(tools)] };
}

/** Tools by the names of their programs; a name that two tools have is nobody's. */
function programsOf(byKey: ReadonlyMap<string, readonly Found[]>): ReadonlyMap<string, ToolName> {
  const tools = [...byKey.values()].flatMap(([first]) => (first ? [first.tool] : []));
  const byName = Map.groupBy(tools, ({ name }) => name);
  return new Map([...byName].flatMap(([name, [first, second]]) => (first && !second ? [[name, first]] : [])));
}

function toolOf(found: readonly Found[], used: readonly FoundUse[]): Tool | undefined {
  const tool = found[0]?.tool ?? used[0]?.tool;
  if (!tool) return undefined;
  const uses = uniqueBy(
    used.map(({ use }) => use),
    ({ at, site }) => `${keyOf(at)} ${site}`,
  );
  const places = mergedPlaces(found.map(({ place }) => place));
  return { name: tool.name, module: tool.module, places, uses };
}

/** One line in several sites is one place. */
function mergedPlaces(places: readonly ToolPlace[]): readonly ToolPlace[] {
  const groups = Map.groupBy(places, (place) => `${keyOf(place.at)} ${place.declared}`);
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      if (!first) return [];
      const { mayFloat, ...rest } = first;
      const sites = [...new Set(group.flatMap((each) => each.sites))];
      const reach = group.some((each) => each.reach === "pipeline") ? "pipeline" : first.reach;
      const isFree = group.every((each) => each.mayFloat === true);
      return [{ ...rest, sites, reach, ...(isFree && mayFloat ? { mayFloat } : {}) } satisfies ToolPlace];
    })
    .sort((a, b) => compareText(a.at.file, b.at.file) || a.at.span.start - b.at.span.start);
}

/** The repository that makes the tool tries its newest release on purpose. */
function isOwnTool({ module }: Tool, { modules }: Workspace): boolean {
  return module !== "" && modules.some(({ mod }) => mod.module && withoutMajor(mod.module.path) === module);
}

function floating(place: ToolPlace): ToolPlace {
  return { ...place, mayFloat: true };
}

function openPlaces(tools: readonly Tool[]): readonly Unknown[] {
  return tools.flatMap(({ name, places }) =>
    places
      .filter(({ precision, kind }) => precision === "open" && kind !== "editor")
      .map(({ at, declared }) => ({
        at,
        reason: `the version of ${name}: ${declared}`,
        code: "tool-version",
      })),
  );
}

function uniqueUnknowns(unknowns: readonly Unknown[]): readonly Unknown[] {
  return uniqueBy(unknowns, ({ at, reason }) => `${keyOf(at)} ${reason}`);
}

function uniqueBy<T>(items: readonly T[], keyOfItem: (item: T) => string): readonly T[] {
  return [...new Map(items.map((item) => [keyOfItem(item), item])).values()];
}

function keyOf({ file, span }: Place): string {
  return `${file}:${span.start}`;
}
