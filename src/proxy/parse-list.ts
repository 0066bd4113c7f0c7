/** The text of `@v/list`: a version on each line (https://go.dev/ref/mod#goproxy-protocol). */
import { isPseudoVersion } from "../go/pseudo-version.ts";
import { canonicalModuleVersion, compareSemver, isValidSemver } from "../go/semver.ts";
import { looksLikePage } from "./parse-info.ts";

/** The versions of a list, without those that go would not take from it; or why it is no list. */
export type ParsedList =
  | { readonly kind: "list"; readonly versions: readonly string[]; readonly leftOut: number }
  | { readonly kind: "bad"; readonly reason: string };

/** More than any module has; a list without end must not fill the memory. */
const mostVersions = 100_000;

/** Reads an answer; sorted, each version once. */
export function parseList(bytes: Uint8Array): ParsedList {
  if (looksLikePage(bytes)) return { kind: "bad", reason: "it is a web page" };
  const lines = new TextDecoder().decode(bytes).split(/\r?\n/);
  const versions = new Set<string>();
  let leftOut = 0;
  for (const line of lines) {
    const [version = ""] = line.trim().split(/\s/, 1);
    if (version === "") continue;
    if (isListed(version)) versions.add(version);
    else leftOut++;
    if (versions.size > mostVersions)
      return { kind: "bad", reason: `it has more than ${mostVersions} versions` };
  }
  // Pseudo-versions are left out of an honest list; a text without any version is none.
  if (
    versions.size === 0 &&
    leftOut > 0 &&
    !lines.some((line) => isValidSemver(line.trim().split(/\s/, 1)[0] ?? ""))
  )
    return { kind: "bad", reason: "no line of it is a version" };
  return { kind: "list", versions: sortVersions(versions), leftOut };
}

/** The text that says so. */
export function formatList(versions: readonly string[]): string {
  return versions.map((version) => `${version}\n`).join("");
}

/** Smallest first. */
export function sortVersions(versions: Iterable<string>): string[] {
  return [...versions].sort((a, b) => compareSemver(a, b) || (a < b ? -1 : 1));
}

function isListed(version: string): boolean {
  return isValidSemver(version) && canonicalModuleVersion(version) === version && !isPseudoVersion(version);
}
