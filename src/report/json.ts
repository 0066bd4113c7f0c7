import type { Finding } from "../finding/finding.ts";
import { type CheckReport, locate } from "./check-report.ts";

/** The JSON report: schema 1, one entry per place; fields are only ever added. */
export function formatCheckJson(report: CheckReport): string {
  const { counts } = report;
  const body = {
    schema: 1,
    findings: report.findings.map((finding) => findingEntry(report, finding)),
    unknown: report.unknowns.map(({ file, line, reason, code }) => ({ file, line, reason, code })),
    suppressed: report.suppressed.map((finding) => ({
      ...findingEntry(report, finding),
      suppression: { kind: finding.suppression?.kind, reason: finding.suppression?.reason },
    })),
    verdicts: report.verdicts,
    counts: {
      sites: counts.sites,
      files: counts.files,
      rules: counts.rules,
      findings: report.findings.length,
      unknown: report.unknowns.length,
      suppressed: report.suppressed.length,
      excluded: counts.excluded ?? 0,
      off: counts.off ?? [],
      bytesRead: counts.bytesRead,
      bytesParsed: counts.bytesParsed,
    },
  };
  return `${JSON.stringify(body, undefined, 2)}\n`;
}

function findingEntry(report: CheckReport, finding: Finding): Record<string, unknown> {
  const { start, end } = locate(report, finding.at);
  return {
    rule: finding.rule,
    harm: finding.harm,
    severity: finding.severity,
    stage: finding.stage,
    outcome: finding.outcome,
    file: finding.at.file,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    message: finding.message,
    remedy: finding.remedy,
    ...(finding.fix ? { fix: { title: finding.fix.title, safe: finding.fix.isSafe } } : {}),
    ...(finding.site === undefined ? {} : { site: finding.site, sites: finding.sites }),
    group: finding.group,
    fingerprint: finding.fingerprint,
    evidence: (finding.evidence ?? []).map(({ at, shows }) => {
      const position = locate(report, at).start;
      return { file: at.file, line: position.line, column: position.column, shows };
    }),
  };
}
