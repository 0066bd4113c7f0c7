import type { ToolPlace } from "../model.ts";
import { compareVersions, isCalendarVersion, plainVersion } from "../precision.ts";

/** The place with the highest release that any place names; no release is invented. */
export function chooseRelease(places: readonly ToolPlace[]): ToolPlace | undefined {
  const exact = places.filter(
    ({ precision, declared, kind }) =>
      precision === "exact" && /^v?\d+\./.test(declared) && !isCalendarVersion(declared) && kind !== "editor",
  );
  return exact.toSorted((a, b) => compareVersions(plainVersion(a.declared), plainVersion(b.declared))).at(-1);
}

const order: readonly ToolPlace["kind"][] = [
  "tool directive",
  "tools.go",
  "go.mod",
  "bingo",
  "mise",
  "tool-versions",
  "aqua",
  "version file",
];

/** The place that shall decide: the one in go.mod, else of a manager, else a variable, else what names the release. */
export function chooseHome(places: readonly ToolPlace[], release: ToolPlace): ToolPlace {
  for (const kind of order) {
    const found = places.filter((place) => place.kind === kind && place.precision !== "open");
    const same = found.find(({ declared }) => plainVersion(declared) === plainVersion(release.declared));
    const [first] = found;
    if (same ?? first) return same ?? first ?? release;
  }
  const variables = places.filter(({ usedAt, declared }) => {
    return usedAt !== undefined && plainVersion(declared) === plainVersion(release.declared);
  });
  return variables[0] ?? release;
}
