/** What is wrong with the tools of a repository. */
import { compareText } from "../text/compare-text.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { findConfigVersions } from "./find-config-versions.ts";
import { findDrift } from "./find-drift.ts";
import { findFloors } from "./find-floors.ts";
import { findOldLinters } from "./find-old-linters.ts";
import type { Tool, ToolFinding } from "./model.ts";

/** Every finding, the gravest first, then by place. */
export function judgeTools(tools: readonly Tool[], workspace: Workspace): readonly ToolFinding[] {
  const findings = tools.flatMap((tool) => [
    ...findOldLinters(tool, workspace),
    ...findConfigVersions(tool, workspace),
    ...findFloors(tool),
    ...findDrift(tool, workspace),
  ]);
  return findings.sort(
    (a, b) =>
      compareText(a.harm, b.harm) ||
      compareText(a.at.file, b.at.file) ||
      a.at.span.start - b.at.span.start ||
      compareText(a.kind, b.kind),
  );
}
