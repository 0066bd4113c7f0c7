/** Semantic versions as Go modules write them: a leading `v`, `v1` and `v1.2` as shorthands (https://go.dev/ref/mod#versions). */
import { compareDecimals } from "./decimal.ts";

interface Semver {
  readonly major: string;
  readonly minor: string;
  readonly patch: string;
  /** With its leading `-`, or empty. */
  readonly prerelease: string;
  /** With its leading `+`, or empty. */
  readonly build: string;
}

const shape =
  /^v(0|[1-9][0-9]*)(?:\.(0|[1-9][0-9]*)(?:\.(0|[1-9][0-9]*)(-(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)(?:\.(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*))*)?(\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?)?)?$/;

/** Whether the text is a semantic version, shorthands included. */
export function isValidSemver(version: string): boolean {
  return shape.test(version);
}

/** The full form without build metadata: `v1.2` → `v1.2.0`; empty for an invalid version. */
export function canonicalSemver(version: string): string {
  const parsed = parseSemver(version);
  return parsed ? `v${parsed.major}.${parsed.minor}.${parsed.patch}${parsed.prerelease}` : "";
}

/** As `canonicalSemver`, but keeps `+incompatible`: the form that a go.mod must use. */
export function canonicalModuleVersion(version: string): string {
  const canonical = canonicalSemver(version);
  return canonical !== "" && buildOf(version) === "+incompatible" ? `${canonical}+incompatible` : canonical;
}

/** `v2.1.0` → `v2`; empty for an invalid version. */
export function majorOf(version: string): string {
  const parsed = parseSemver(version);
  return parsed ? `v${parsed.major}` : "";
}

/** `v2.1.0` → `v2.1`; empty for an invalid version. */
export function majorMinorOf(version: string): string {
  const parsed = parseSemver(version);
  return parsed ? `v${parsed.major}.${parsed.minor}` : "";
}

/** The pre-release with its `-`; empty when there is none or the version is invalid. */
export function prereleaseOf(version: string): string {
  return parseSemver(version)?.prerelease ?? "";
}

/** The build metadata with its `+`; empty when there is none or the version is invalid. */
export function buildOf(version: string): string {
  return parseSemver(version)?.build ?? "";
}

/** Orders versions; build metadata does not count, an invalid version is smaller than every valid one. */
export function compareSemver(a: string, b: string): number {
  const left = parseSemver(a);
  const right = parseSemver(b);
  if (!left || !right) return Number(left !== undefined) - Number(right !== undefined);
  return (
    compareDecimals(left.major, right.major) ||
    compareDecimals(left.minor, right.minor) ||
    compareDecimals(left.patch, right.patch) ||
    comparePrereleases(left.prerelease, right.prerelease)
  );
}

function parseSemver(version: string): Semver | undefined {
  const match = shape.exec(version);
  if (!match) return undefined;
  const [, major = "", minor = "0", patch = "0", prerelease = "", build = ""] = match;
  return { major, minor, patch, prerelease, build };
}

function comparePrereleases(a: string, b: string): number {
  if (a === b) return 0;
  if (a === "") return 1;
  if (b === "") return -1;
  const left = a.slice(1).split(".");
  const right = b.slice(1).split(".");
  for (let at = 0; at < left.length && at < right.length; at++) {
    const order = compareIdentifiers(left[at] ?? "", right[at] ?? "");
    if (order !== 0) return order;
  }
  return left.length < right.length ? -1 : 1;
}

function compareIdentifiers(a: string, b: string): number {
  if (a === b) return 0;
  const isNumberA = /^[0-9]+$/.test(a);
  const isNumberB = /^[0-9]+$/.test(b);
  if (isNumberA !== isNumberB) return isNumberA ? -1 : 1;
  if (isNumberA) return compareDecimals(a, b);
  return a < b ? -1 : 1;
}
