/** The order of versions of one module; `go` and `toolchain` take part as modules with their own order. */
import { compareBytes } from "./byte-order.ts";
import { compareGoVersions, isGoVersion } from "./go-version.ts";
import { compareSemver } from "./semver.ts";
import { goVersionOfToolchain } from "./toolchain-name.ts";

/** Compares two versions of the module with this path as go does. */
export function compareModuleVersions(path: string, a: string, b: string): number {
  if (path === "go") return compareGoVersions(a, b);
  if (path === "toolchain") return compareGoVersions(toolchainVersion(a), toolchainVersion(b));
  return compareSemver(a, b);
}

/** Orders modules by path and version; a version may end in `/go.mod`, as in go.sum. */
export function compareModules(
  a: { readonly path: string; readonly version: string },
  b: { readonly path: string; readonly version: string },
): number {
  if (a.path !== b.path) return compareBytes(a.path, b.path);
  if (a.version === b.version) return 0;
  const [versionA, fileA] = cutFile(a.version);
  const [versionB, fileB] = cutFile(b.version);
  if (versionA !== versionB) return compareModuleVersions(a.path, versionA, versionB);
  return compareBytes(fileA, fileB);
}

function toolchainVersion(text: string): string {
  return isGoVersion(text) ? text : (goVersionOfToolchain(text) ?? "");
}

function cutFile(version: string): [string, string] {
  const slash = version.indexOf("/");
  return slash === -1 ? [version, ""] : [version.slice(0, slash), version.slice(slash)];
}
