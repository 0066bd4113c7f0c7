import type { Tool, ToolFinding, ToolPlace } from "./model.ts";
import { chooseRelease } from "./pin/choose-release.ts";

/** Places that name no release: what runs there is decided on the day. */
export function findFloors({ name, places }: Tool): readonly ToolFinding[] {
  const hasRelease = chooseRelease(places) !== undefined;
  return places.flatMap((place) => {
    if (place.mayFloat || (place.precision !== "floor" && place.precision !== "part")) return [];
    // What stands in vendor/ is written elsewhere.
    if (/(?:^|\/)vendor\//.test(place.at.file)) return [];
    const isPart = place.precision === "part" && !isGoCommand(place);
    return [
      {
        kind: "floor" as const,
        tool: name,
        at: place.at,
        harm: isPart || place.reach === "developer" || isRange(place.declared) ? "S3" : "S2",
        message: messageOf(name, place, isPart),
        remedy: hasRelease
          ? "Name one release: breakwater tools pin takes the highest that another place names."
          : "Name one release, as a tag or a version.",
        also: place.usedAt ? [place.usedAt] : [],
      } satisfies ToolFinding,
    ];
  });
}

/** `go install X@v1.2` takes the newest release of v1.2, as every first part of a version does. */
function isGoCommand({ kind }: ToolPlace): boolean {
  return /^go /.test(kind);
}

/** `~> v2`, `^1.60`: bounded above, so that a breaking release does not come by itself. */
function isRange(declared: string): boolean {
  return /^(?:[~^]>?|v\d+$|\d+$)/.test(declared);
}

function messageOf(name: string, { declared }: ToolPlace, isPart: boolean): string {
  if (isPart)
    return `${name} ${declared} is its newest patch of that day: the next patch comes without a commit`;
  if (isRange(declared))
    return `${name} ${declared} is a range: its newest release of that day runs, and the next one comes without a commit`;
  return `${name} is asked for as ${declared}: whatever that is that day runs, and a new release changes or breaks this without a commit`;
}
