/** SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
import type { Finding } from "../finding/finding.ts";
import type { FileEdit, Fix } from "../finding/fix.ts";
import type { RuleInfo } from "../finding/rule-info.ts";
import { stageOf } from "../finding/stage.ts";
import type { Place } from "../text/span.ts";
import { type CheckReport, locate, verdictText } from "./check-report.ts";

const root = "REPOSITORY";
const levels = { error: "error", warning: "warning", note: "note" } as const;

/** One run with every rule in the driver, so that alerts of repaired findings close. */
export function formatSarif(report: CheckReport): string {
  const index = new Map(report.rules.map((rule, position) => [rule.id, position]));
  const results = [...report.findings, ...report.suppressed].map((finding) =>
    toResult(report, finding, index.get(finding.rule) ?? -1),
  );
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "Breakwater",
            semanticVersion: report.version,
            rules: report.rules.map(toDescriptor),
          },
        },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { [root]: { description: { text: "The root of the repository" } } },
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: [
              ...report.verdicts.map((line) => ({ level: "note", message: { text: verdictText(line) } })),
              ...report.unknowns.map((unknown) => ({
                level: "note",
                message: { text: `Cannot be known here: ${unknown.reason}` },
                locations: [physical(unknown.file, { startLine: unknown.line })],
              })),
            ],
            // What configuration keeps from being looked at: no format hides it.
            properties: { excludedFiles: report.counts.excluded ?? 0, rulesOff: report.counts.off ?? [] },
          },
        ],
        results,
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function toDescriptor(rule: RuleInfo): Record<string, unknown> {
  const severity =
    rule.harm === "S0" || rule.harm === "S1" ? "error" : rule.harm === "S2" ? "warning" : "note";
  return {
    id: rule.id,
    shortDescription: { text: rule.summary },
    fullDescription: { text: rule.why },
    help: { text: rule.remedy },
    defaultConfiguration: { level: levels[severity] },
    properties: { harm: rule.harm, stage: stageOf(rule, rule.harm), tags: [rule.id.split("/")[0]] },
  };
}

function toResult(report: CheckReport, finding: Finding, ruleIndex: number): Record<string, unknown> {
  const { suppression } = finding;
  const related = finding.evidence ?? [];
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: levels[finding.severity],
    message: { text: `${finding.message}\nFix: ${finding.remedy}` },
    locations: [located(report, finding.at)],
    ...(related.length > 0
      ? {
          relatedLocations: related.map(({ at, shows }, id) => ({
            id,
            ...located(report, at),
            message: { text: shows },
          })),
        }
      : {}),
    ...(finding.fix ? { fixes: [toFix(report, finding.fix)] } : {}),
    partialFingerprints: { "breakwater/v1": finding.fingerprint },
    ...(suppression
      ? {
          suppressions: [
            {
              kind: suppression.kind === "comment" ? "inSource" : "external",
              status: "accepted",
              justification: suppression.reason,
            },
          ],
        }
      : {}),
    properties: { harm: finding.harm, stage: finding.stage, outcome: finding.outcome, sites: finding.sites },
  };
}

function toFix(report: CheckReport, { title, edits }: Fix): Record<string, unknown> {
  const byFile = new Map<string, FileEdit[]>();
  for (const edit of edits) byFile.set(edit.at.file, [...(byFile.get(edit.at.file) ?? []), edit]);
  return {
    description: { text: title },
    artifactChanges: [...byFile].map(([file, list]) => ({
      artifactLocation: artifact(file),
      replacements: list.map(({ at, text }) => ({
        deletedRegion: regionOf(report, at),
        insertedContent: { text },
      })),
    })),
  };
}

function located(report: CheckReport, place: Place): Record<string, unknown> {
  return physical(place.file, regionOf(report, place));
}

function regionOf(report: CheckReport, place: Place): Record<string, number> {
  const { start, end } = locate(report, place);
  return {
    startLine: start.line,
    startColumn: start.column,
    endLine: end.line,
    endColumn: end.column,
  };
}

function physical(file: string, region: Record<string, number>): Record<string, unknown> {
  return { physicalLocation: { artifactLocation: artifact(file), region } };
}

function artifact(file: string): Record<string, string> {
  return { uri: file.split("/").map(encodeURIComponent).join("/"), uriBaseId: root };
}
