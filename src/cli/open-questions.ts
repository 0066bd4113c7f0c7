import type { ReportedUnknown } from "../report/check-report.ts";
import type { Site } from "../site/site.ts";
import type { OpenQuestion } from "./judge-fixes.ts";

/** What could not be known, each with the site that it is about. */
export function openQuestions(
  unknowns: readonly Pick<ReportedUnknown, "file" | "reason">[],
  sites: readonly Site[],
): readonly OpenQuestion[] {
  const siteOf = new Map(
    sites.flatMap(({ id, unknowns: own }) => own.map(({ at, reason }) => [`${at.file}\0${reason}`, id])),
  );
  return unknowns.map(({ file, reason }) => ({ file, reason, site: siteOf.get(`${file}\0${reason}`) }));
}
