/** Policy lockstep: every site runs the same version of Go. */
import { compareGoVersions } from "../go/go-version.ts";
import { type Contract, exceptionOf } from "./contract.ts";
import type { InstalledGo, Site } from "./site.ts";

/** A site with the version that runs there, as far as files name it. */
export interface PinnedSite {
  readonly site: Site;
  readonly installed: InstalledGo;
  /** `1.25.4`, or `1.25.x` for any patch. */
  readonly version: string;
}

export interface LockstepBreach {
  readonly different: PinnedSite;
  /** A site with the version that most sites run. */
  readonly usual: PinnedSite;
}

/** Sites that run another version than most; a minor without patch agrees with each of its patches. */
export function lockstepBreaches(sites: readonly Site[], contract: Contract): readonly LockstepBreach[] {
  const pinned = sites.flatMap((site) =>
    exceptionOf(contract, site.id) === undefined ? (pinnedSite(site) ?? []) : [],
  );
  const minor = mostCommon(pinned.map(({ version }) => minorPart(version)));
  const near = pinned.filter(({ version }) => minorPart(version) === minor);
  const exact = mostCommon(near.flatMap(({ version }) => (version.endsWith(".x") ? [] : [version])));
  const usual = near.find(({ version }) => version === exact) ?? near[0];
  if (!usual) return [];
  return pinned
    .filter(({ version }) => !agree(version, usual.version))
    .map((different) => ({ different, usual }));
}

/**
 * Sites that may run another version than the others: any patch of a minor beside a site that gets its Go
 * elsewhere, and the go of whoever calls. Two that take the same tag from the same place agree.
 */
export function openInLockstep(sites: readonly Site[], contract: Contract): readonly Site[] {
  const different = new Set(lockstepBreaches(sites, contract).map((breach) => breach.different.site.id));
  const held = sites.filter(({ id }) => exceptionOf(contract, id) === undefined && !different.has(id));
  const pinned = held.flatMap((site) => pinnedSite(site) ?? []);
  return held.filter((site) => {
    const own = pinned.find((candidate) => candidate.site === site);
    if (own && !own.version.endsWith(".x")) return false;
    return pinned.some((other) => other.site !== site && !hasSameSource(own, other));
  });
}

function hasSameSource(a: PinnedSite | undefined, b: PinnedSite): boolean {
  return a?.version === b.version && a.installed.by === b.installed.by;
}

function pinnedSite(site: Site): PinnedSite | undefined {
  const { installed, version, range, outcome } = site.go;
  if (!installed || outcome === "unknown") return undefined;
  const runs = version ?? (/^1\.\d+\.x$/.test(range ?? "") ? range : undefined);
  return runs === undefined ? undefined : { site, installed, version: runs };
}

function agree(a: string, b: string): boolean {
  if (a === b) return true;
  return (a.endsWith(".x") || b.endsWith(".x")) && minorPart(a) === minorPart(b);
}

function minorPart(version: string): string {
  return /^\d+\.\d+/.exec(version)?.[0] ?? version;
}

/** The version that occurs most often, the newest of several; undefined when there is none. */
function mostCommon(versions: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const version of versions) counts.set(version, (counts.get(version) ?? 0) + 1);
  const [first] = [...counts].sort(([a, m], [b, n]) => n - m || compareGoVersions(b, a));
  return first?.[0];
}
