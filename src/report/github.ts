import type { Finding } from "../finding/finding.ts";
import { failsRun } from "../finding/verdict.ts";
import { type CheckReport, locate, verdictText } from "./check-report.ts";
import { countOf, toPrintable } from "./layout.ts";

const commands = { error: "error", warning: "warning", note: "notice" } as const;

/**
 * Annotations of GitHub Actions: what fails the run is an error whatever its severity, else nobody would see why the
 * step is red. Worst first, because only the first ten of a kind are shown.
 */
export function formatGithub(report: CheckReport): string {
  const order = { error: 0, warning: 1, note: 2 };
  const fails = (finding: Finding): number => (failsRun(finding, report.failOn) ? 0 : 1);
  const sorted = [...report.findings].sort(
    (a, b) => fails(a) - fails(b) || order[a.severity] - order[b.severity],
  );
  const lines = sorted.map((finding) => annotate(report, finding));
  const counts = `${countOf(report.findings.length, "finding")}, ${report.unknowns.length} unknown, in ${countOf(report.counts.sites, "site")}, ${countOf(report.counts.files, "file")}, ${countOf(report.counts.rules, "rule")}.`;
  return `${[...lines, ...report.verdicts.map(verdictText), counts].join("\n")}\n`;
}

function annotate(report: CheckReport, finding: Finding): string {
  const { start, end } = locate(report, finding.at);
  const properties = [
    `file=${escapeProperty(finding.at.file)}`,
    `line=${start.line}`,
    `endLine=${end.line}`,
    // GitHub refuses columns of annotations that span lines.
    ...(start.line === end.line ? [`col=${start.column}`, `endColumn=${end.column}`] : []),
    `title=${escapeProperty(`${finding.harm} ${finding.rule}`)}`,
  ];
  const other = (finding.evidence ?? []).map(
    ({ at, shows }) => `${at.file}:${locate(report, at).start.line}: ${shows}`,
  );
  const message = [finding.message, ...other, `Fix: ${finding.remedy}`].join("\n");
  const command = failsRun(finding, report.failOn) ? "error" : commands[finding.severity];
  return `::${command} ${properties.join(",")}::${escapeData(message)}`;
}

/** Logs are shown on terminals: what could move a cursor is replaced first. */
function escapeData(text: string): string {
  return text
    .split("\n")
    .map(toPrintable)
    .join("\n")
    .replace(/%/g, "%25")
    .replace(/\r/g, "%0D")
    .replace(/\n/g, "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replace(/:/g, "%3A").replace(/,/g, "%2C");
}
