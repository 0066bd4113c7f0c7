/** A site before its go commands are resolved: what a gatherer hands to `resolveSites`. */
import type { Place } from "../text/span.ts";
import type { Unknown } from "../workspace/unknown.ts";
import type { VendorChange } from "./changes-of-vendor.ts";
import type { DockerBuild } from "./docker/find-docker-builds.ts";
import type { ModFileEdit } from "./edits-of-mod-file.ts";
import type { Machine } from "./machine.ts";
import type { PlainCommand } from "./shell/command-host.ts";
import type { Reason, SiteEvent, SiteKind } from "./site.ts";

export interface SitePlan {
  readonly id: string;
  readonly title: string;
  readonly kind: SiteKind;
  readonly at: Place;
  /** Every command of the site in order, go commands among them. */
  readonly commands: readonly PlainCommand[];
  /** Steps that are no commands (`uses:`). */
  readonly events: readonly SiteEvent[];
  /** For a stage: the builds of its Dockerfile that other sites show. */
  readonly imageBuilds?: readonly DockerBuild[];
  /** For a stage: the folder that COPY reads, and the build that says so. */
  readonly context?: Reason;
  /** For a stage: what those under it wrote into a go.mod or go.work. */
  readonly edits?: readonly ModFileEdit[];
  /** Vendor folders that other jobs or runs may hand to it before its first command. */
  readonly brings?: readonly VendorChange[];
  /** For a stage: the id of the stage that it goes on from. */
  readonly base?: string;
  /** The machine before the first and after the last command. */
  readonly start: Machine;
  readonly end: Machine;
  readonly unknowns: readonly Unknown[];
  /** The job's condition is false for this cell: it never runs. */
  readonly isSkipped: boolean;
}
