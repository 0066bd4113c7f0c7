import type { Site } from "./site.ts";

/** The id without its matrix values: `ci.yml/test/go=1.22,os=linux` → `ci.yml/test`. */
function jobOf(id: string): string {
  return id.replace(/\/[\w.-]+=.*$/s, "");
}

/** By a table of sites: a few jobs can have thousands of cells, and every rule asks for each. */
const groups = new WeakMap<readonly Site[], ReadonlyMap<string, readonly Site[]>>();

function groupsOf(sites: readonly Site[]): ReadonlyMap<string, readonly Site[]> {
  const known = groups.get(sites);
  if (known) return known;
  const made = new Map<string, Site[]>();
  for (const site of sites) {
    const key = keyOf(site);
    const group = made.get(key);
    if (group) group.push(site);
    else made.set(key, [site]);
  }
  groups.set(sites, made);
  return made;
}

function keyOf({ kind, at, id }: Site): string {
  return `${kind}\0${at.file}\0${at.span.start}\0${jobOf(id)}`;
}

/** The other cells of a site's matrix: sites of the same job, reached in the same way. */
function matrixSiblings(site: Site, sites: readonly Site[]): readonly Site[] {
  return (groupsOf(sites).get(keyOf(site)) ?? []).filter((other) => other !== site);
}

/** Whether a matrix runs a job with several versions of Go: then each cell names its version on purpose. */
export function isCellOfVersions(site: Site, sites: readonly Site[]): boolean {
  const version = site.go.installed?.version;
  return matrixSiblings(site, sites).some(
    ({ go }) => go.installed !== undefined && go.installed.version !== version,
  );
}
