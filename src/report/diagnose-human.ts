/** The report of `diagnose` for people: each cause with the lines that show it, what the repository says, the fix. */
import type { DiagnosedCause, DiagnoseReport } from "./diagnose-report.ts";
import { countOf, toPrintable, wrapText } from "./layout.ts";
import { createPaint, type Paint } from "./paint.ts";

export interface DiagnoseHumanOptions {
  readonly hasColor: boolean;
  /** Columns of the terminal; 80 suffice, more than 120 are not used. */
  readonly width: number;
}

const margin = "   ";
const labelWidth = 11;
/** Below this a cause is called a guess. */
const doubtful = 0.5;
const namedLogs = 3;

/** The whole report; its last line counts what was read. */
export function formatDiagnoseHuman(report: DiagnoseReport, options: DiagnoseHumanOptions): string {
  const paint = createPaint(options.hasColor);
  const width = Math.min(Math.max(options.width, 60), 120);
  const paragraphs = report.causes.map((cause, index) =>
    formatCause(cause, index + 1, { paint, width, isHeldAgainst: report.repository !== undefined }),
  );
  return `${[...paragraphs, formatCounts(report)].join("\n\n")}\n`;
}

function formatCause(
  cause: DiagnosedCause,
  position: number,
  look: { paint: Paint; width: number; isHeldAgainst: boolean },
): string {
  const { paint, width, isHeldAgainst } = look;
  const label = (name: string, text: string): readonly string[] =>
    wrapText(toPrintable(text), width - margin.length - labelWidth).map(
      (line, index) => margin + (index === 0 ? name : "").padEnd(labelWidth) + line,
    );
  const head = `${position}. ${cause.title}`;
  const sure = cause.confidence.toFixed(2);
  const lines = [
    `${paint.bold(head)}${" ".repeat(Math.max(2, width - head.length - sure.length))}${sure}`,
    ...label(logLabel(cause), cause.quote),
    ...label("", cause.message),
    ...(cause.also.length === 0 ? [] : label("also in", describeLogs(cause.also.map(({ log }) => log)))),
  ];
  if (cause.confidence < doubtful)
    lines.push(...label("", `${cause.doubt ?? "This is a guess: the words fit other causes too"}.`));
  if (cause.step !== undefined && cause.step !== cause.quote)
    lines.push(
      ...label("printed by", cause.site === undefined ? cause.step : `${cause.step}   (${cause.site})`),
    );
  for (const [index, text] of describeEvidence(cause.evidence).entries())
    lines.push(...label(index === 0 ? "here" : "", text));
  lines.push(...label("fix", cause.fix));
  if (cause.rule !== undefined)
    lines.push(
      ...label(
        "rule",
        isHeldAgainst
          ? `${cause.rule} finds it here before a build does: breakwater check`
          : `${cause.rule} looks for this before a build does: breakwater check`,
      ),
    );
  if (cause.count > cause.lines.length)
    lines.push(margin + paint.dim(`At least ${countOf(cause.count, "line")} of the log say so.`));
  if (cause.echoes > 0)
    lines.push(
      margin +
        paint.dim(
          `${countOf(cause.echoes, "later error")} in ${cause.also.length > 0 ? "these logs" : "this log"} ${cause.echoes === 1 ? "follows" : "follow"} from this one.`,
        ),
    );
  return lines.join("\n");
}

/** Each statement once: with its place, or with the first of its places and how many more say the same. */
function describeEvidence(evidence: DiagnosedCause["evidence"]): readonly string[] {
  const groups = Map.groupBy(evidence, ({ says, shows }) => `${says} ${shows}`);
  return [...groups.values()].flatMap(([first, ...more]) => {
    if (!first) return [];
    const places = more.length === 0 ? "" : `   and ${countOf(more.length, "more place")}`;
    return `${first.file}:${first.line}   ${first.shows}   ${first.says}${places}`;
  });
}

/** The first of them, and how many more. */
function describeLogs(logs: readonly string[]): string {
  if (logs.length <= namedLogs) return logs.join(", ");
  return `${logs.slice(0, namedLogs).join(", ")} and ${countOf(logs.length - namedLogs, "more log")}`;
}

function logLabel({ log, lines }: DiagnosedCause): string {
  return `${log ?? "log"} ${lines[0] ?? ""} `;
}

function formatCounts({ causes, counts, repository, elapsedMs }: DiagnoseReport): string {
  const read = `${countOf(counts.lines, "line")}${counts.logs > 1 ? ` of ${countOf(counts.logs, "log")}` : ""}`;
  const found = causes.length === 0 ? "No known cause" : countOf(causes.length, "cause");
  const where = repository === undefined ? "outside of a repository" : `held against ${repository}`;
  return `${found} in ${read}, ${countOf(counts.patterns, "pattern")}, ${where} (${(elapsedMs / 1000).toFixed(2)} s).`;
}
