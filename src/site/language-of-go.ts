import type { GoResolution } from "./site.ts";

/** The version that decides flags and defaults: the exact one, else the minor that is the least it can be. */
export function languageOfGo(go: GoResolution): string | undefined {
  if (go.version !== undefined) return go.version;
  return /^(\d+\.\d+)\.x$/.exec(go.range ?? "")?.[1] ?? /^>=(\d+\.\d+)/.exec(go.range ?? "")?.[1];
}
