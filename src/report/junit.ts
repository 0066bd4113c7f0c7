import type { Finding } from "../finding/finding.ts";
import { isAtLeast } from "../finding/stage.ts";
import { type CheckReport, locate, verdictText } from "./check-report.ts";

/** JUnit XML: one test case per rule that found something, one failure per place; rules that only warn are skipped cases. */
export function formatJunit(report: CheckReport): string {
  const byRule = new Map<string, Finding[]>();
  for (const finding of report.findings) {
    const list = byRule.get(finding.rule);
    if (list) list.push(finding);
    else byRule.set(finding.rule, [finding]);
  }
  const cases = report.rules.flatMap((rule) => {
    const findings = byRule.get(rule.id) ?? [];
    if (findings.length === 0)
      return [`    <testcase classname="${escapeXml(subjectOf(rule.id))}" name="${escapeXml(rule.id)}"/>`];
    return findings.map((finding) => testCase(report, finding));
  });
  const enforced = report.findings.filter(({ stage }) => isAtLeast(stage, "enforce")).length;
  const skipped = report.findings.length - enforced;
  const attributes = `name="breakwater" tests="${cases.length}" failures="${enforced}" skipped="${skipped}" errors="0" time="${(report.elapsedMs / 1000).toFixed(3)}"`;
  const counts = `${report.unknowns.length} unknown, in ${report.counts.sites} sites, ${report.counts.files} files`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites tests="${cases.length}" failures="${enforced}" skipped="${skipped}" errors="0">`,
    `  <testsuite ${attributes}>`,
    ...cases,
    `    <system-out>${escapeXml([...report.verdicts.map(verdictText), counts].join("\n"))}</system-out>`,
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function testCase(report: CheckReport, finding: Finding): string {
  const { start } = locate(report, finding.at);
  const place = `${finding.at.file}:${start.line}:${start.column}`;
  const open = `    <testcase classname="${escapeXml(subjectOf(finding.rule))}" name="${escapeXml(`${finding.rule} ${place}`)}" file="${escapeXml(finding.at.file)}" line="${start.line}">`;
  const text = escapeXml(`${place}: ${finding.message}\nFix: ${finding.remedy}`);
  const body = isAtLeast(finding.stage, "enforce")
    ? `      <failure type="${finding.harm}" message="${escapeXml(finding.message)}">${text}</failure>`
    : `      <skipped message="${text}"/>`;
  return `${open}\n${body}\n    </testcase>`;
}

function subjectOf(rule: string): string {
  return `breakwater.${rule.split("/")[0] ?? rule}`;
}

/** Escapes for element text and attributes; characters that XML 1.0 does not allow become U+FFFD. */
function escapeXml(text: string): string {
  return text
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd")
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/\r?\n/g, "&#10;");
}
