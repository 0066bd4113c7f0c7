import type { ToolsPosition, ToolsReport } from "../../report/tools-report.ts";
import type { Place } from "../../text/span.ts";
import type { InstalledTool, Tool, ToolFinding } from "../../tools/model.ts";
import { siteTitle } from "../../tools/site-title.ts";
import type { Unknown } from "../../workspace/unknown.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export interface ToolsViewInput {
  readonly tools: readonly Tool[];
  readonly findings: readonly ToolFinding[];
  readonly unknowns: readonly Unknown[];
  /** By the tool's name; undefined when nobody asked. */
  readonly installed: ReadonlyMap<string, InstalledTool> | undefined;
  readonly workspace: Workspace;
}

/** The matrix as the report prints it: places as file and line. */
export function toolsView(input: ToolsViewInput): Omit<ToolsReport, "elapsedMs" | "sites"> {
  const { tools, findings, unknowns, installed, workspace } = input;
  const position = (at: Place): ToolsPosition => positionOf(at, workspace);
  return {
    tools: tools.map((tool) => ({
      name: tool.name,
      module: tool.module,
      places: tool.places.map(({ kind, at, usedAt, declared, precision, sites }) => ({
        ...position(at),
        kind,
        declared,
        isExact: precision === "exact",
        usedAt: usedAt && position(usedAt),
        sites,
      })),
      blocks: sitesOf(tool, (blocks) => blocks === true),
      runs: sitesOf(tool, (blocks) => blocks !== true),
      installed: installed?.get(tool.name),
    })),
    findings: findings.map(({ at, also, ...finding }) => ({
      ...finding,
      ...position(at),
      also: also.map(position),
    })),
    unknowns: unknowns.map(({ at, reason }) => ({ ...position(at), reason })),
    isInstalledAsked: installed !== undefined,
  };
}

/** File and line of a place. */
export function positionOf({ file, span }: Place, workspace: Workspace): ToolsPosition {
  return { file, line: workspace.source(file)?.lines.positionAt(span.start).line ?? 1 };
}

/** Pipelines first; cells of one matrix are one job. */
function sitesOf({ uses }: Tool, isMeant: (blocks: boolean | undefined) => boolean): readonly string[] {
  const meant = uses.filter(({ blocks }) => isMeant(blocks));
  const sorted = [
    ...meant.filter(({ reach }) => reach === "pipeline"),
    ...meant.filter(({ reach }) => reach === "developer"),
  ];
  return [...new Set(sorted.map(({ site }) => siteTitle(site)))];
}
