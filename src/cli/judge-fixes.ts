/** Whether edited files do what their fixes promise: the findings are gone, and nothing got worse. */
import type { Finding } from "../finding/finding.ts";

/** What one look at a tree found. */
export interface Judged {
  readonly findings: readonly Finding[];
  readonly unknowns: number;
  /** Ids of all sites. */
  readonly sites: readonly string[];
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
  if (after.unknowns > before.unknowns) return "more of the repository would be unknown";
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
  const opened = new Set(fixed.filter(({ harm }) => harm !== "S3").flatMap(({ sites }) => sites));
  return after.findings.every(
    (each) =>
      each.rule !== rule ||
      each.at.file !== file ||
      (each.harm === "S3" && each.sites.some((site) => opened.has(site))),
  );
}

function countByRuleAndFile(findings: readonly Finding[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { rule, at } of findings) {
    const key = `${rule}\0${at.file}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
