import type { InstalledTool, Tool, ToolFinding } from "./model.ts";
import { compareVersions, isCalendarVersion, plainVersion } from "./precision.ts";

/** An executable of this machine that is another release than the highest that is declared. */
export function findInstalledDrift({ name, places }: Tool, installed: InstalledTool): readonly ToolFinding[] {
  // A build of a work tree has no release to compare.
  if (!/^v\d/.test(installed.version) || installed.version.includes("+dirty")) return [];
  const exact = places.filter(
    ({ precision, declared }) =>
      precision === "exact" && /^v?\d/.test(declared) && !isCalendarVersion(declared),
  );
  const highest = exact
    .toSorted((a, b) => compareVersions(plainVersion(a.declared), plainVersion(b.declared)))
    .at(-1);
  if (!highest || plainVersion(highest.declared) === plainVersion(installed.version)) return [];
  return [
    {
      kind: "installed-differs",
      tool: name,
      at: highest.at,
      harm: "S3",
      message: `${name} is ${highest.declared} here, and ${installed.path} is ${installed.version}: what passes on this machine may fail elsewhere`,
      remedy: `Install ${name} ${highest.declared}.`,
      also: [],
    },
  ];
}
