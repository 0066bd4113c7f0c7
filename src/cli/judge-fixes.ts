/** Whether edited files do what their fixes promise: the findings are gone, and nothing got worse. */
import type { Finding } from "../finding/finding.ts";

/** What one look at a tree found. */
export interface Judged {
  readonly findings: readonly Finding[];
  readonly unknowns: readonly OpenQuestion[];
  /** Ids of all sites. */
  readonly sites: readonly string[];
}

/** Something that could not be known. */
export interface OpenQuestion {
  readonly file: string;
  readonly reason: string;
  /** The site that it is about; undefined when it is about files. */
  readonly site: string | undefined;
}

/** Why `after` is not `before` without the fixed findings; undefined when it is. */
export function judgeFixes(before: Judged, after: Judged, fixed: readonly Finding[]): string | undefined {
  // Lines move and marked text changes, so findings are counted by rule and file.
  const counts = countByRuleAndFile(before.findings);
  const promised = countByRuleAndFile(fixed);
  const found = countByRuleAndFile(after.findings);
  for (const [key, count] of promised) {
    const [rule, file] = key.split("\0");
    if ((found.get(key) ?? 0) > (counts.get(key) ?? 0) - count)
      return `${rule} would still be found in ${file}`;
  }
  for (const [key, count] of found) {
    const [rule, file] = key.split("\0");
    if (count > (counts.get(key) ?? 0) && !showsOnlyNow(rule, file, after, fixed))
      return `${rule} would be found in ${file}`;
  }
  const open = newlyOpen(before, after, fixed);
  if (open) return `more would be unknown: ${open.reason}`;
  const sites = new Set(after.sites);
  const lost = before.sites.find((id) => !sites.has(id));
  return lost === undefined ? undefined : `the site ${lost} would be gone`;
}

/** Drift of a site whose commands no longer stop: it was there before and could not show. */
function showsOnlyNow(
  rule: string | undefined,
  file: string | undefined,
  after: Judged,
  fixed: readonly Finding[],
): boolean {
  const opened = openedSites(fixed);
  return after.findings.every(
    (each) =>
      each.rule !== rule ||
      each.at.file !== file ||
      (each.harm === "S3" && each.sites.some((site) => opened.has(site))),
  );
}

/** Sites that stopped, or did something else, until their findings were fixed. */
function openedSites(fixed: readonly Finding[]): ReadonlySet<string> {
  return new Set(fixed.filter(({ harm }) => harm !== "S3").flatMap(({ sites }) => sites));
}

/** A question that nobody had to ask before, where there are more than before; a site that no longer stops may bring its own. */
function newlyOpen(before: Judged, after: Judged, fixed: readonly Finding[]): OpenQuestion | undefined {
  const opened = openedSites(fixed);
  const known = new Set(before.unknowns.map(({ file, reason }) => `${file}\0${reason}`));
  const added = after.unknowns.filter(({ file, reason }) => !known.has(`${file}\0${reason}`));
  const excused = added.filter(({ site }) => site !== undefined && opened.has(site));
  if (after.unknowns.length - excused.length <= before.unknowns.length) return undefined;
  return added.find((each) => !excused.includes(each)) ?? after.unknowns.at(-1);
}

function countByRuleAndFile(findings: readonly Finding[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { rule, at } of findings) {
    const key = `${rule}\0${at.file}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
