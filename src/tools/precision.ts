/** How much a declared version says. */

import { compareSemver } from "../go/semver.ts";
import { compareText } from "../text/compare-text.ts";
import type { Precision } from "./model.ts";

/** `v1.60.1`, `2024.1` and a commit are exact, `v1.60` is its newest patch, the rest moves. */
export function precisionOf(declared: string): Precision {
  const text = declared.trim();
  if (/^v?\d+\.\d+\.\d+(?:[-+.][\w.+-]+)?$/.test(text)) return "exact";
  if (/^[0-9a-f]{7,40}$/.test(text)) return "exact";
  // No version of a module begins so: it is a tag, and names one release.
  if (/^20\d\d\.\d+$/.test(text)) return "exact";
  if (/^v?\d+\.\d+$/.test(text)) return "part";
  return "floor";
}

/** One form for comparing: `v1.60.1` and `1.60.1` are the same release. */
export function plainVersion(declared: string): string {
  return declared
    .trim()
    .replace(/^v(?=\d)/, "")
    .replace(/\+incompatible$/, "");
}

/** Orders two plain versions: by their numbers, a pre-release before its release. */
export function compareVersions(a: string, b: string): number {
  return compareSemver(`v${a}`, `v${b}`) || compareText(a, b);
}

/** Releases that are counted by years, `2024.1.1`, as staticcheck does. */
export function isCalendarVersion(declared: string): boolean {
  return /^v?20\d\d\./.test(declared);
}
