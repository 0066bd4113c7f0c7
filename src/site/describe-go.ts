import type { InstalledGo } from "./site.ts";

/** `1.24.x` where any patch of a minor may be there, else the version as it is named. */
export function describeInstalledGo({ version, precision }: InstalledGo): string {
  return precision === "minor" ? `${version}.x` : version;
}
