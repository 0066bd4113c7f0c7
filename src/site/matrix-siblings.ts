import type { Site } from "./site.ts";

/** The id without its matrix values: `ci.yml/test/go=1.22,os=linux` → `ci.yml/test`. */
function jobOf(id: string): string {
  return id.replace(/\/[\w.-]+=.*$/s, "");
}

/** The other cells of a site's matrix: sites of the same job, reached in the same way. */
export function matrixSiblings(site: Site, sites: readonly Site[]): readonly Site[] {
  return sites.filter(
    (other) =>
      other !== site &&
      other.kind === site.kind &&
      other.at.file === site.at.file &&
      other.at.span.start === site.at.span.start &&
      jobOf(other.id) === jobOf(site.id),
  );
}

/** Whether a matrix runs a job with several versions of Go: then each cell names its version on purpose. */
export function isCellOfVersions(site: Site, sites: readonly Site[]): boolean {
  const version = site.go.installed?.version;
  return matrixSiblings(site, sites).some(
    ({ go }) => go.installed !== undefined && go.installed.version !== version,
  );
}
