import type { Workspace } from "../workspace/workspace.ts";
import { isDeciding } from "./find-tool.ts";
import type { Tool, ToolFinding, ToolPlace } from "./model.ts";
import { compareVersions, isCalendarVersion, plainVersion } from "./precision.ts";
import { siteTitle } from "./site-title.ts";

/** Places that pin one tool at different releases. */
export function findDrift(tool: Tool, workspace: Workspace): readonly ToolFinding[] {
  const { name, places, uses } = tool;
  const pinned = places.filter(({ precision, declared }) => {
    return (precision === "exact" || precision === "part") && isRelease(declared);
  });
  // Staticcheck counts releases by years and modules by semver: two names of one release are no drift.
  const families = Map.groupBy(pinned, ({ declared }) => isCalendarVersion(declared));
  const isGate =
    isDeciding(name) && uses.some(({ blocks, reach }) => blocks === true && reach === "pipeline");
  return [...families.values()].flatMap((family) => {
    const versions = Map.groupBy(family, ({ declared }) => plainVersion(declared));
    const highest = [...versions.keys()].sort(compareVersions).at(-1) ?? "";
    const newest = versions.get(highest)?.[0];
    return [...versions].flatMap(([version, group]) => {
      const [first] = group;
      if (!first || !newest || isSame(version, highest)) return [];
      const isGated = isGate && [...group, newest].some(isInPipeline) && differs(version, highest);
      return [
        {
          kind: "drift" as const,
          tool: name,
          at: first.at,
          harm: isGated ? "S2" : "S3",
          message: `${name} is ${first.declared} here and ${newest.declared} ${whereOf(newest, workspace)}: ${isDeciding(name) ? "what one of them accepts or generates, the other may refuse or change" : "what works with one of them may not work with the other"}`,
          remedy: "Pin one release in one place: breakwater tools pin shows the edits.",
          also: [...group.slice(1), ...(versions.get(highest) ?? [])].map(({ at }) => at),
        } satisfies ToolFinding,
      ];
    });
  });
}

/** A commit has no order, and may be the release itself. */
function isRelease(declared: string): boolean {
  return /^v?\d/.test(declared) && !/^[0-9a-f]{7,40}$/.test(declared);
}

/** `1.60` is the newest patch of 1.60, which may be `1.60.3`. */
function isSame(a: string, b: string): boolean {
  if (a === b) return true;
  const isPart = [a, b].some((text) => text.split(".").length === 2);
  return isPart && !differs(a, b);
}

/** A patch release changes what is wrong and little else. */
function differs(a: string, b: string): boolean {
  const minor = (text: string): string => text.split(".").slice(0, 2).join(".");
  return minor(a) !== minor(b);
}

function isInPipeline({ reach, sites, kind }: ToolPlace): boolean {
  return reach === "pipeline" && (sites.length > 0 || kind === "image");
}

function whereOf({ at, sites }: ToolPlace, workspace: Workspace): string {
  const line = workspace.source(at.file)?.lines.positionAt(at.span.start).line ?? 1;
  const [site] = sites;
  return `in ${at.file}:${line}${site === undefined ? "" : ` (${siteTitle(site)})`}`;
}
