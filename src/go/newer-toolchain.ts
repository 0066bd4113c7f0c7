/** Which release go switches to when something needs a newer one and names no toolchain. */
import { compareGoVersions, isPrereleaseGoVersion, languageVersion } from "./go-version.ts";

/**
 * The release that go picks from the list of `golang.org/toolchain`, in ascending order, for a need: the newest patch
 * of the language before the newest one, if that is new enough; undefined when none is.
 */
export function newerToolchain(need: string, releases: readonly string[]): string | undefined {
  let latest: string | undefined;
  for (const release of releases.toReversed()) {
    if (compareGoVersions(release, need) < 0) break;
    if (latest !== undefined && languageVersion(latest) === languageVersion(release)) continue;
    const newer = latest;
    latest = release;
    if (newer !== undefined && !isPrereleaseGoVersion(newer)) break;
  }
  return latest;
}
