/**
 * Go's own version numbers and their order (https://go.dev/doc/toolchain#version): `1.21` is a language
 * version and comes before `1.21rc1`, which comes before `1.21.0`; below 1.21 a missing patch means `.0`.
 */
import { compareDecimals, decrementDecimal } from "./decimal.ts";

/** The parts of a Go version; numbers are decimals of any length, a part that is missing is empty. */
export interface GoVersion {
  readonly major: string;
  readonly minor: string;
  readonly patch: string;
  /** `alpha`, `beta`, `rc` or another word of lower-case letters. */
  readonly kind: string;
  readonly pre: string;
}

const versionShape = /^(0|[1-9][0-9]*)(?:\.(0|[1-9][0-9]*)(?:\.(0|[1-9][0-9]*)|([a-z]+)(0|[1-9][0-9]*)?)?)?$/;
const goLineShape = /^[1-9][0-9]*\.(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*))?(?:[a-z]+[0-9]+)?$/;
const noVersion: GoVersion = { major: "", minor: "", patch: "", kind: "", pre: "" };

/** What the last texts were: a repository compares a handful of versions many thousands of times. */
const parsed = new Map<string, GoVersion | undefined>();
const mostParsed = 1000;

/** Parses `1`, `1.21`, `1.21.3` or `1.21rc2`, without the `go` prefix; undefined when it is none of these. */
export function parseGoVersion(text: string): GoVersion | undefined {
  const known = parsed.get(text);
  if (known || parsed.has(text)) return known;
  if (parsed.size >= mostParsed) parsed.clear();
  const version = readVersion(text);
  parsed.set(text, version);
  return version;
}

function readVersion(text: string): GoVersion | undefined {
  const match = versionShape.exec(text);
  if (!match) return undefined;
  const [, major = "", minor, patch, kind = "", pre = ""] = match;
  if (minor === undefined) return { major, minor: "0", patch: "0", kind: "", pre: "" };
  const impliedPatch = kind === "" && compareDecimals(minor, "21") < 0 ? "0" : "";
  return { major, minor, patch: patch ?? impliedPatch, kind, pre };
}

/** Whether the text is a Go version. */
export function isGoVersion(text: string): boolean {
  return versionShape.test(text);
}

/** Whether a `go` line of a go.mod or go.work may carry this text. */
export function isValidGoLine(text: string): boolean {
  return goLineShape.test(text);
}

/** Go's order of Go versions; an invalid version is smaller than every valid one and equal to another invalid one. */
export function compareGoVersions(a: string, b: string): number {
  const left = parseGoVersion(a) ?? noVersion;
  const right = parseGoVersion(b) ?? noVersion;
  return (
    compareDecimals(left.major, right.major) ||
    compareDecimals(left.minor, right.minor) ||
    compareDecimals(left.patch, right.patch) ||
    compareWords(left.kind, right.kind) ||
    compareDecimals(left.pre, right.pre)
  );
}

/** The newest of the given versions; the first of equals, the empty text when there is none. */
export function maxGoVersion(...versions: readonly string[]): string {
  let newest: string | undefined;
  for (const version of versions) {
    if (newest === undefined || compareGoVersions(newest, version) < 0) newest = version;
  }
  return newest ?? "";
}

/** The language version: `1.21.3` → `1.21`; the empty text for an invalid version. */
export function languageVersion(text: string): string {
  const version = parseGoVersion(text);
  if (!version) return "";
  return version.major === "1" && version.minor === "0" ? "1" : `${version.major}.${version.minor}`;
}

/** Whether the text names a language and no release: `1.21` and later without patch or pre-release. */
export function isLanguageVersion(text: string): boolean {
  const version = parseGoVersion(text);
  return version !== undefined && version.patch === "" && version.kind === "";
}

/** Whether the text is an alpha, beta or release candidate. */
export function isPrereleaseGoVersion(text: string): boolean {
  return (parseGoVersion(text)?.kind ?? "") !== "";
}

/** The language version before: `1.3.5` → `1.2`; `1` stays `1`; the empty text for an invalid version. */
export function previousLanguageVersion(text: string): string {
  const version = parseGoVersion(text);
  if (!version) return "";
  const minor = decrementDecimal(version.minor);
  return minor === undefined || minor === "0" ? version.major : `${version.major}.${minor}`;
}

function compareWords(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
