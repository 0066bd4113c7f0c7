import { type CheckReport, locate } from "./check-report.ts";

const severities = { S0: "blocker", S1: "critical", S2: "major", S3: "minor" } as const;

/** GitLab's Code Quality report: a list of places with fingerprints that survive moved lines. */
export function formatGitlab(report: CheckReport): string {
  const entries = report.findings.map((finding) => {
    const { start, end } = locate(report, finding.at);
    return {
      type: "issue",
      check_name: finding.rule,
      description: `${finding.message}. Fix: ${finding.remedy}`,
      categories: ["Bug Risk"],
      severity: severities[finding.harm],
      fingerprint: finding.fingerprint,
      location: { path: finding.at.file, lines: { begin: start.line, end: end.line } },
    };
  });
  return `${JSON.stringify(entries, undefined, 2)}\n`;
}
