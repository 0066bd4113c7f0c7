import type { Place } from "../text/span.ts";
import type { Unknown } from "../workspace/unknown.ts";
import type { Machine } from "./machine.ts";
import type { SitePlan } from "./plan.ts";
import type { PlainCommand } from "./shell/command-host.ts";
import type { SiteKind } from "./site.ts";

/** What is told of a site that is no job of a CI system. */
export interface PlainSite {
  readonly kind: SiteKind;
  readonly file: string;
  /** What tells the sites of one file apart; undefined where the file is one site. */
  readonly part?: string;
  readonly at: Place;
  readonly start: Machine;
  /** As it starts, where nothing is said. */
  readonly end?: Machine;
  readonly commands?: readonly PlainCommand[];
  readonly unknowns?: readonly Unknown[];
}

/** The plan of a site without events and conditions. */
export function plainPlan({ kind, file, part, at, start, end, commands, unknowns }: PlainSite): SitePlan {
  return {
    id: part === undefined ? file : `${file}/${part}`,
    title: part === undefined ? file : `${file} › ${part}`,
    kind,
    at,
    commands: commands ?? [],
    events: [],
    start,
    end: end ?? start,
    unknowns: unknowns ?? [],
    isSkipped: false,
  };
}
