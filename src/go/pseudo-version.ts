/** Pseudo-versions: a commit's time and revision as a version between two tags (https://go.dev/ref/mod#pseudo-versions). */
import { decrementDecimal, incrementDecimal } from "./decimal.ts";
import { buildOf, canonicalSemver, isValidSemver, majorOf, prereleaseOf } from "./semver.ts";

/** What a pseudo-version says. */
export interface PseudoVersion {
  /** The tag it follows: empty when no earlier tag exists, undefined when the base is impossible (`problem` says why). */
  readonly base: string | undefined;
  /** Commit time as `yyyymmddhhmmss` in UTC. */
  readonly time: string;
  /** Milliseconds since 1970; undefined when the fourteen digits are no real time. */
  readonly timeMs: number | undefined;
  /** Twelve hex digits for git. */
  readonly revision: string;
  readonly problem: string | undefined;
}

const shape =
  /^v[0-9]+\.(?:0\.0-|[0-9]+\.[0-9]+-(?:[^+]*\.)?0\.)[0-9]{14}-[A-Za-z0-9]+(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

/** Whether a version has the form of a pseudo-version. */
export function isPseudoVersion(version: string): boolean {
  return shape.test(version) && isValidSemver(version);
}

/** Takes a pseudo-version apart; undefined when it is none. */
export function parsePseudoVersion(version: string): PseudoVersion | undefined {
  if (!isPseudoVersion(version)) return undefined;
  const build = buildOf(version);
  const body = version.slice(0, version.length - build.length);
  const dash = body.lastIndexOf("-");
  const revision = body.slice(dash + 1);
  const time = body.slice(dash - 14, dash);
  const prefix = body.slice(0, dash - 15);
  const timeMs = parseTime(time);
  const { base, problem } = baseOf(prefix, build);
  return {
    base,
    time,
    timeMs,
    revision,
    problem: problem ?? (timeMs === undefined ? `malformed time ${JSON.stringify(time)}` : undefined),
  };
}

/** Whether this is `vX.0.0-00010101000000-000000000000`, which go writes for a module that only a replacement provides. */
export function isZeroPseudoVersion(version: string): boolean {
  return version === `${majorOf(version)}.0.0-00010101000000-000000000000`;
}

/** Builds the pseudo-version of a commit after the tag `older`; without one, of the given major (`v0` when empty). */
export function formatPseudoVersion(parts: {
  major: string;
  older: string;
  time: string;
  revision: string;
}): string {
  const segment = `${parts.time}-${parts.revision}`;
  const older = canonicalSemver(parts.older);
  if (older === "") return `${parts.major || "v0"}.0.0-${segment}`;
  const build = buildOf(parts.older);
  if (prereleaseOf(older) !== "") return `${older}.0.${segment}${build}`;
  const dot = older.lastIndexOf(".") + 1;
  return `${older.slice(0, dot)}${incrementDecimal(older.slice(dot))}-0.${segment}${build}`;
}

function baseOf(prefix: string, build: string): { base: string | undefined; problem: string | undefined } {
  const prerelease = prereleaseOf(prefix);
  if (prerelease === "") {
    if (build === "") return { base: "", problem: undefined };
    return {
      base: undefined,
      problem: `lacks base version, but has build metadata ${JSON.stringify(build)}`,
    };
  }
  if (prerelease !== "-0") return { base: prefix.slice(0, -".0".length) + build, problem: undefined };
  const release = prefix.slice(0, -"-0".length);
  const dot = release.lastIndexOf(".") + 1;
  const patch = decrementDecimal(release.slice(dot));
  if (patch === undefined) {
    return { base: undefined, problem: `version before ${release} would have negative patch number` };
  }
  return { base: release.slice(0, dot) + patch + build, problem: undefined };
}

function parseTime(digits: string): number | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = [
    digits.slice(0, 4),
    digits.slice(4, 6),
    digits.slice(6, 8),
    digits.slice(8, 10),
    digits.slice(10, 12),
    digits.slice(12, 14),
  ].map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  // JavaScript rolls 31 February over into March; Go refuses it.
  return date
    .toISOString()
    .replace(/^[+-]\d\d/, "")
    .replace(/[-:T]/g, "")
    .startsWith(digits)
    ? date.getTime()
    : undefined;
}
