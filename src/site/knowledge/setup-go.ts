/**
 * actions/setup-go as its versions behave: which Go a `go-version` or `go-version-file` gives, and whether
 * GOTOOLCHAIN=local is set (from v6 on, which also reads the toolchain line).
 */
import type { InstalledGo } from "../site.ts";
import { setupGoReleases } from "./setup-go-releases.ts";

export type VersionSpec =
  | { readonly kind: "go"; readonly version: string; readonly precision: InstalledGo["precision"] }
  | { readonly kind: "unknown"; readonly reason: string };

/** A `go-version` input: a version, an x-range, a semver range or an alias. */
export function parseVersionSpec(spec: string): VersionSpec {
  const text = spec.trim().replace(/^go/, "");
  if (text === "stable" || text === "oldstable" || text === "latest" || text === "*") {
    return { kind: "go", version: text === "*" ? "stable" : text, precision: "floating" };
  }
  const plain = /^v?(\d+)(?:\.(\d+|x|\*))?(?:\.(\d+|x|\*))?(-?(?:rc|beta)\.?\d+)?$/i.exec(text);
  if (plain) {
    const [, major = "1", minor, patch, pre] = plain;
    if (minor === undefined || !/^\d+$/.test(minor))
      return { kind: "go", version: major, precision: "floating" };
    if (pre)
      return { kind: "go", version: `${major}.${minor}${pre.replace(/[-.]/g, "")}`, precision: "exact" };
    if (patch === undefined || !/^\d+$/.test(patch)) {
      return { kind: "go", version: `${major}.${minor}`, precision: "minor" };
    }
    return { kind: "go", version: `${major}.${minor}.${patch}`, precision: "exact" };
  }
  const tilde = /^~\s*(\d+\.\d+)(?:\.(?:\d+|x))?(?:-0)?$/.exec(text);
  if (tilde?.[1]) return { kind: "go", version: tilde[1], precision: "minor" };
  const floor = /^(?:\^|>=)\s*(\d+(?:\.\d+){0,2})(?:\.x)?(?:-0)?$/.exec(text);
  if (floor?.[1]) return { kind: "go", version: `>=${floor[1]}`, precision: "floating" };
  return { kind: "unknown", reason: `go-version "${spec}" is no form that setup-go documents` };
}

/** The major version of an action's ref: `v5`, `v5.1.0`, the commit of a release; undefined for a branch. */
export function majorOfRef(ref: string | undefined, comment?: string): number | undefined {
  // What stands in a comment is a claim, the commit decides.
  const name = setupGoReleases.get(ref ?? "") ?? ref ?? "";
  const match = /^v?(\d{1,3})(?:\.\d+)*$/.exec(name) ?? /\bv(\d{1,3})(?:\.\d+)*\b/.exec(comment ?? "");
  if (match?.[1] && match[1].length < 4) return Number(match[1]);
  return undefined;
}
