import { failsRun } from "../finding/verdict.ts";
import { type CheckReport, locate } from "./check-report.ts";
import { countOf, toPrintable } from "./layout.ts";

const words = { error: "error", warning: "warning", note: "notice" } as const;

/** One line for each place, as compilers write them: editors and problem matchers find the places by themselves. */
export function formatPlain(report: CheckReport): string {
  const lines = report.findings.map((finding) => {
    const { line, column } = locate(report, finding.at).start;
    const word = failsRun(finding, report.failOn) ? "error" : words[finding.severity];
    const message = `${finding.message}. Fix: ${finding.remedy}`;
    return toPrintable(`${finding.at.file}:${line}:${column}: ${word}: ${message} [${finding.rule}]`).replace(
      /\s*\n\s*/g,
      " ",
    );
  });
  const { counts } = report;
  const last = `${countOf(report.findings.length, "place")}, ${report.unknowns.length} unknown, in ${countOf(counts.sites, "site")}, ${countOf(counts.files, "file")}, ${countOf(counts.rules, "rule")}.`;
  return `${[...lines, last].join("\n")}\n`;
}
