import type { PinReport, ToolsPlace, ToolsReport, ToolsRow } from "./tools-report.ts";

/** The JSON of `tools verify`: schema 1; fields are only ever added. */
export function formatToolsJson({ tools, findings, unknowns, sites }: ToolsReport): string {
  const body = {
    schema: 1,
    tools: tools.map(rowOf),
    findings: findings.map(({ kind, tool, file, line, harm, message, remedy, also }) => ({
      kind,
      tool,
      file,
      line,
      harm,
      message,
      remedy,
      also,
    })),
    unknown: unknowns.map(({ file, line, reason }) => ({ file, line, reason })),
    counts: { tools: tools.length, places: countPlaces(tools), sites },
  };
  return `${JSON.stringify(body, undefined, 2)}\n`;
}

/** The JSON of `tools pin`: schema 1; fields are only ever added. */
export function formatPinJson({ pins, steps, notes, diffs, files, isWritten }: PinReport): string {
  const body = { schema: 1, written: isWritten, pins, steps, notes, files, diff: diffs.join("") };
  return `${JSON.stringify(body, undefined, 2)}\n`;
}

/** Places of all tools. */
export function countPlaces(tools: readonly ToolsRow[]): number {
  return tools.reduce((sum, { places }) => sum + places.length, 0);
}

function rowOf({ name, module, places, blocks, runs, installed }: ToolsRow): Record<string, unknown> {
  return {
    name,
    module,
    places: places.map(placeOf),
    blocks,
    runs,
    ...(installed ? { installed } : {}),
  };
}

function placeOf({
  file,
  line,
  kind,
  declared,
  isExact,
  usedAt,
  sites,
}: ToolsPlace): Record<string, unknown> {
  const [site] = sites;
  return {
    file,
    line,
    kind,
    declared,
    exact: isExact,
    ...(usedAt ? { usedAt } : {}),
    ...(site === undefined ? {} : { site, sites }),
  };
}
