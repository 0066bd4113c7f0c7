import { minorOfGoVersion } from "../go/minor-version.ts";
import type { GoResolution } from "./site.ts";

/** The minor version that will run (`26` for 1.26.x); undefined when files leave it open. */
export function minorOfGo(go: GoResolution): number | undefined {
  if (go.version !== undefined) return minorOfGoVersion(go.version);
  const minor = /^1\.(\d+)\.x$/.exec(go.range ?? "")?.[1];
  return minor === undefined ? undefined : Number(minor);
}

/** The oldest minor version that can run; a bound below 1.21 is none, as older releases pass over the go line. */
export function leastMinorOfGo(go: GoResolution): number | undefined {
  const minor = minorOfGo(go) ?? Number(/^>=1\.(\d+)/.exec(go.range ?? "")?.[1] ?? 0);
  return minor >= 21 || minorOfGo(go) !== undefined ? minor : undefined;
}
