/** What `breakwater fix` did or would do. */
import { countOf, toPrintable } from "./layout.ts";
import { createPaint } from "./paint.ts";
import { paintDiff } from "./paint-diff.ts";

export interface FixEntry {
  readonly rule: string;
  readonly file: string;
  readonly line: number;
  /** What the edit does: `Quote the version`. */
  readonly title: string;
  readonly isSafe: boolean;
}

export interface FixReport {
  readonly fixed: readonly FixEntry[];
  /** Fixes that were not done, with the reason. */
  readonly left: readonly (FixEntry & { readonly reason: string })[];
  /** Fixes that are a choice and were not asked for. */
  readonly unsafe: readonly FixEntry[];
  /** Findings for which no fix exists. */
  readonly manual: number;
  /** Unified diffs, one for each file. */
  readonly diffs: readonly string[];
  readonly isWritten: boolean;
  /** Whether unsafe fixes were asked for. */
  readonly isUnsafe: boolean;
  readonly counts: { readonly rules: number; readonly findings: number };
}

/** The JSON of `fix`: schema 1; fields are only ever added. */
export function formatFixJson({ diffs, ...report }: FixReport): string {
  const body = {
    schema: 1,
    written: report.isWritten,
    fixed: report.fixed.map(entry),
    left: report.left.map((each) => ({ ...entry(each), reason: each.reason })),
    unsafe: report.unsafe.map(entry),
    diff: diffs.join(""),
    counts: { ...report.counts, fixed: report.fixed.length, manual: report.manual },
  };
  return `${JSON.stringify(body, undefined, 2)}\n`;
}

function entry({ rule, file, line, title, isSafe }: FixEntry): Record<string, unknown> {
  return { rule, file, line, title, safe: isSafe };
}

/** The report for people: the diff when nothing was written, then one line for each fix. */
export function formatFixHuman(
  report: FixReport,
  options: { readonly hasColor: boolean; readonly isTerminal: boolean },
): string {
  const paint = createPaint(options.hasColor);
  const parts: string[] = [];
  if (!report.isWritten && report.diffs.length > 0)
    parts.push(report.diffs.map((diff) => (options.isTerminal ? paintDiff(diff, paint) : diff)).join(""));
  if (report.fixed.length > 0) parts.push(report.fixed.map((each) => line(each, each.title)).join(""));
  if (report.left.length > 0)
    parts.push(report.left.map((each) => line(each, `not fixed: ${each.reason}`)).join(""));
  parts.push(`${summary(report)}\n`);
  return parts.join("\n");
}

function line({ file, line: at, rule }: FixEntry, text: string): string {
  return toPrintable(`  ${`${file}:${at}`.padEnd(40)} ${rule.padEnd(36)} ${text}`)
    .trimEnd()
    .concat("\n");
}

function summary(report: FixReport): string {
  const { fixed, unsafe, manual, isWritten, diffs, isUnsafe } = report;
  const files = countOf(diffs.length, "file");
  const done =
    fixed.length === 0
      ? "Nothing to fix"
      : isWritten
        ? `Fixed ${countOf(fixed.length, "finding")} in ${files}`
        : `${countOf(fixed.length, "finding")} in ${files} can be fixed; nothing was written`;
  const rest = [
    ...(fixed.length > 0 && !isWritten
      ? [isUnsafe ? "--unsafe --write writes it" : "Without --diff it is written"]
      : []),
    ...(unsafe.length > 0
      ? [
          `${countOf(unsafe.length, "more fix", "more fixes")} to decide on: --unsafe shows ${unsafe.length === 1 ? "it" : "them"}`,
        ]
      : []),
    ...(manual > 0
      ? [`${countOf(manual, "finding")} ${manual === 1 ? "needs" : "need"} a person: breakwater check`]
      : []),
  ];
  return `${done} (${countOf(report.counts.rules, "rule")}).${rest.map((each) => ` ${each}.`).join("")}`;
}
