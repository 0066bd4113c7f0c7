/** Baselines: findings that were there when a repository began, remembered by fingerprint. */
import { compareText } from "../text/compare-text.ts";
import type { Finding } from "./finding.ts";

export interface BaselineEntry {
  readonly fingerprint: string;
  readonly rule: string;
  readonly file: string;
  /** For readers of the file; not compared. */
  readonly message: string;
}

export interface Baseline {
  readonly entries: readonly BaselineEntry[];
}

/** The JSON that `--write-baseline` writes: sorted, one finding per line, so that diffs stay small. */
export function formatBaseline(findings: readonly Finding[]): string {
  const entries = findings
    .map(({ fingerprint, rule, at, message }) => ({ rule, file: at.file, message, fingerprint }))
    .sort(
      (a, b) =>
        compareText(a.rule, b.rule) ||
        compareText(a.file, b.file) ||
        compareText(a.fingerprint, b.fingerprint),
    );
  const lines = entries.map((entry) => `    ${JSON.stringify(entry)}`);
  return `{\n  "schema": 1,\n  "findings": [${lines.length > 0 ? `\n${lines.join(",\n")}\n  ` : ""}]\n}\n`;
}

/** Reads a baseline; `problem` completes "Cannot read baseline FILE: …". */
export function parseBaseline(text: string): { readonly baseline: Baseline } | { readonly problem: string } {
  const conflict = text.split("\n").findIndex((line) => /^(?:<{7} |\|{7} |={7}\r?$|>{7} )/.test(line));
  if (conflict !== -1)
    return {
      problem: `line ${conflict + 1} begins a merge conflict: delete the lines with <<<<<<<, =======, >>>>>>>; the entries of both sides may stay`,
    };
  let value: unknown;
  try {
    value = JSON.parse(withCommas(text));
  } catch (error) {
    return { problem: `not JSON (${error instanceof Error ? error.message : String(error)})` };
  }
  if (!isRecord(value) || value.schema !== 1)
    return { problem: 'no "schema": 1 (--write-baseline writes one)' };
  // A report has schema 1 and findings, too, but it leaves out what it does not show.
  const foreign = Object.keys(value).find((key) => key !== "schema" && key !== "findings");
  if (foreign !== undefined) {
    return {
      problem: `key "${foreign}" is not of a baseline (--write-baseline writes one, not --format json)`,
    };
  }
  const findings = value.findings;
  if (!Array.isArray(findings)) return { problem: 'no list "findings"' };
  const entries: BaselineEntry[] = [];
  for (const [index, entry] of findings.entries()) {
    const { fingerprint, rule, file, message } = isRecord(entry) ? entry : {};
    if (typeof fingerprint !== "string" || typeof rule !== "string" || typeof file !== "string") {
      return { problem: `entry ${index + 1} needs the texts fingerprint, rule and file` };
    }
    entries.push({ fingerprint, rule, file, message: typeof message === "string" ? message : "" });
  }
  return { baseline: { entries } };
}

/** Commas are where two sides of a merge differ: between entries on lines of their own a missing or a last one is forgiven. */
function withCommas(text: string): string {
  return text.replace(/\}[ \t\r]*\n(\s*)\{/g, "},\n$1{").replace(/,[ \t\r]*\n(\s*)\]/g, "\n$1]");
}

/** Which findings a baseline holds, and its slack: entries that match nothing any more. */
export function matchBaseline(
  findings: readonly Finding[],
  baseline: Baseline,
): { readonly known: ReadonlySet<Finding>; readonly slack: readonly BaselineEntry[] } {
  const left = new Map(baseline.entries.map((entry) => [entry.fingerprint, entry]));
  const known = new Set<Finding>();
  for (const finding of findings) {
    if (!left.delete(finding.fingerprint)) continue;
    known.add(finding);
  }
  return { known, slack: [...left.values()] };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
