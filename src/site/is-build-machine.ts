import type { SiteKind } from "./site.ts";

const kinds: ReadonlySet<SiteKind> = new Set([
  "github-job",
  "gitlab-job",
  "circleci-job",
  "dockerfile-stage",
]);

/** Whether a site is a job of a CI system or the stage of an image: what is built there is built for everybody. */
export function isBuildMachine(kind: SiteKind): boolean {
  return kinds.has(kind);
}
