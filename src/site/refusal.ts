import type { GoResolution } from "./site.ts";

/** What go prints when it refuses to run, on one line and without the leading `go: `; undefined when it runs. */
export function refusalOf(go: GoResolution): string | undefined {
  if (go.outcome !== "refuses") return undefined;
  return go.why.at(-1)?.text.replace(/^go: /, "").replace(/\n/g, " ");
}
