import type { Finding } from "../finding/finding.ts";
import type { RuleInfo } from "../finding/rule-info.ts";
import type { FailOn } from "../finding/verdict.ts";
import type { Position } from "../text/line-table.ts";
import type { SourceFile } from "../text/source-file.ts";
import type { Place } from "../text/span.ts";
import { toPrintable } from "./layout.ts";

/** What `breakwater check` found, as every report format gets it. */
export interface CheckReport {
  /** Breakwater's own version. */
  readonly version: string;
  /** What is reported: not suppressed, at or above the shown stage, worst first. */
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Finding[];
  /** Findings below the shown stage, not in `findings`. */
  readonly hidden: readonly Finding[];
  readonly unknowns: readonly ReportedUnknown[];
  /** From which stage on a finding fails the run. */
  readonly failOn: FailOn;
  /** Every rule that exists, with or without findings. */
  readonly rules: readonly RuleInfo[];
  readonly verdicts: readonly VerdictLine[];
  readonly counts: {
    readonly sites: number;
    readonly files: number;
    readonly rules: number;
    /** Files that configuration keeps out, and rules that it switches off. */
    readonly excluded?: number;
    readonly off?: readonly string[];
    readonly bytesRead: number;
    readonly bytesParsed: number;
  };
  /** With --new-from: what the findings are compared with, and how many of now it had already. */
  readonly since?: { readonly revision: string; readonly known: number };
  readonly elapsedMs: number;
  readonly sourceOf: (file: string) => SourceFile | undefined;
}

/** Something that files could not decide, with its line. */
export interface ReportedUnknown {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
  readonly code: string;
  /** The reason in two parts, where one cause leaves several things open. */
  readonly subject?: string | undefined;
  readonly cause?: string | undefined;
}

/** One line of the daily list: a question that every run answers. */
export interface VerdictLine {
  readonly question: string;
  readonly outcome: "verified" | "contradicted" | "unknown" | "not-applicable";
  /** What was looked at, or what is wrong. */
  readonly answer: string;
}

/** A line of the daily list in plain words, on one line: `contradicted: work tree: 1 file would stamp +dirty`. */
export function verdictText({ question, outcome, answer }: VerdictLine): string {
  return toPrintable(`${outcome}: ${question}: ${answer}`).replace(/\s*\n\s*/g, " ");
}

/** Where a place begins and ends, in lines and columns; line 1 when the file cannot be read. */
export function locate(
  report: Pick<CheckReport, "sourceOf">,
  place: Place,
): { readonly start: Position; readonly end: Position } {
  const lines = report.sourceOf(place.file)?.lines;
  if (!lines) return { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
  return {
    start: lines.positionAt(place.span.start),
    end: lines.positionAt(Math.max(place.span.start, place.span.end)),
  };
}
