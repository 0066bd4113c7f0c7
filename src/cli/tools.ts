/** `breakwater tools verify`: is every tool the same release everywhere? */
import { formatToolsHuman } from "../report/tools-human.ts";
import { formatToolsJson } from "../report/tools-json.ts";
import type { ToolsReport } from "../report/tools-report.ts";
import { findInstalledDrift } from "../tools/find-installed-drift.ts";
import { findOldInstalled } from "../tools/find-old-linters.ts";
import { gatherTools, holdsTool } from "../tools/gather-tools.ts";
import { judgeTools } from "../tools/judge-tools.ts";
import { lookAt } from "./look.ts";
import { openUserTree } from "./open-user-tree.ts";
import { createProgress } from "./progress.ts";
import { columnsOf, type Terminal, wantsColor } from "./terminal.ts";
import { findInstalled } from "./tools/find-installed.ts";
import { toolsView } from "./tools/tools-view.ts";

export interface ToolsArguments {
  /** A folder; undefined for the root of the repository around the current folder. */
  readonly path: string | undefined;
  readonly format: "human" | "json";
  /** Also reads the executables of this machine. */
  readonly isInstalledAsked: boolean;
}

/** Runs the command; 1 when something of harm S2 was found, 0 otherwise. */
export async function runTools(input: ToolsArguments, terminal: Terminal): Promise<0 | 1> {
  const startedAt = performance.now();
  const progress = createProgress(terminal);
  const opened = openUserTree({ path: input.path, ref: undefined }, terminal);
  const { workspace, table } = await lookAt(opened.tree, progress, opened, { keepsSite: holdsTool });
  progress.step("Gathering tools");
  const { tools, unknowns } = gatherTools(workspace, table);
  const installed = input.isInstalledAsked ? findInstalled(tools, terminal.environment) : undefined;
  const ofMachine = tools.flatMap((tool) => {
    const found = installed?.get(tool.name);
    return found ? [...findInstalledDrift(tool, found), ...findOldInstalled(tool, found, workspace)] : [];
  });
  const findings = [...judgeTools(tools, workspace), ...ofMachine];
  progress.end();
  const report: ToolsReport = {
    ...toolsView({ tools, findings, unknowns, installed, workspace }),
    sites: table.sites.length,
    elapsedMs: performance.now() - startedAt,
  };
  await terminal.write(
    input.format === "json"
      ? formatToolsJson(report)
      : formatToolsHuman(report, { hasColor: wantsColor(terminal), width: columnsOf(terminal) }),
  );
  return findings.some(({ harm }) => harm === "S2") ? 1 : 0;
}
