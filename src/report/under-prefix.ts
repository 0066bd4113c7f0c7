import type { Finding } from "../finding/finding.ts";
import type { Place } from "../text/span.ts";
import type { CheckReport } from "./check-report.ts";

/** The same report with paths from the root of the repository, as forges want them, when only a folder of it was looked at. */
export function underPrefix(report: CheckReport, prefix: string | undefined): CheckReport {
  if (prefix === undefined || prefix === "") return report;
  const move = (place: Place): Place => ({ ...place, file: prefix + place.file });
  const moveFinding = (finding: Finding): Finding => ({
    ...finding,
    at: move(finding.at),
    ...(finding.evidence
      ? { evidence: finding.evidence.map((each) => ({ ...each, at: move(each.at) })) }
      : {}),
    ...(finding.fix
      ? {
          fix: {
            ...finding.fix,
            edits: finding.fix.edits.map((edit) => ({ ...edit, at: move(edit.at) })),
          },
        }
      : {}),
    suppression: finding.suppression && {
      ...finding.suppression,
      at: finding.suppression.at && move(finding.suppression.at),
    },
  });
  return {
    ...report,
    findings: report.findings.map(moveFinding),
    hidden: report.hidden.map(moveFinding),
    suppressed: report.suppressed.map(moveFinding),
    unknowns: report.unknowns.map((unknown) => ({ ...unknown, file: prefix + unknown.file })),
    sourceOf: (file) => report.sourceOf(file.startsWith(prefix) ? file.slice(prefix.length) : file),
  };
}
