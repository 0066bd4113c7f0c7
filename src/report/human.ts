/** The report for people: one paragraph per cause with place, consequence, reason and action. */
import type { Finding, Harm } from "../finding/finding.ts";
import { type CheckReport, locate, type ReportedUnknown } from "./check-report.ts";
import { excerptOf } from "./excerpt.ts";
import { countOf, toPrintable, wrapText } from "./layout.ts";
import { createPaint, type Paint } from "./paint.ts";

export interface HumanOptions {
  readonly hasColor: boolean;
  /** Columns of the terminal; 80 suffice, more than 120 are not used. */
  readonly width: number;
  readonly showUnknowns: boolean;
}

const indent = "    ";
const maxPlaces = 30;

/** The whole report; its last line counts what was looked at. */
export function formatCheckHuman(report: CheckReport, options: HumanOptions): string {
  const paint = createPaint(options.hasColor);
  const width = Math.min(Math.max(options.width, 60), 120);
  const paragraphs = groupsOf(report.findings).map((group) => formatGroup(report, group, { paint, width }));
  const lists = [formatVerdicts(report, paint), options.showUnknowns ? formatUnknowns(report, width) : []];
  for (const lines of lists) if (lines.length > 0) paragraphs.push(lines.join("\n"));
  paragraphs.push(formatCounts(report, paragraphs.length > 0 ? groupsOf(report.findings).length : 0));
  return `${paragraphs.join("\n\n")}\n`;
}

/** Findings of one cause together, in the order of their worst. */
export function groupsOf(findings: readonly Finding[]): readonly (readonly Finding[])[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.group);
    if (group) group.push(finding);
    else groups.set(finding.group, [finding]);
  }
  return [...groups.values()];
}

interface Look {
  readonly paint: Paint;
  readonly width: number;
}

function formatGroup(report: CheckReport, group: readonly Finding[], look: Look): string {
  const [first] = group;
  if (!first) return "";
  const body = look.width - indent.length;
  const lines = [
    ...formatTitle(report, first, look),
    ...formatExcerpt(report, first, look),
    ...wrapText(toPrintable(first.message), body).map((line) => indent + line),
    ...formatEvidence(report, first, look),
    ...labelled("Fix: ", toPrintable(first.remedy), body, offerOf(group)),
  ];
  if (group.length > 1) lines.push(...labelled("Also: ", placesOf(report, group.slice(1)), body));
  if (first.sites.length > 0) lines.push(...labelled("Site: ", sitesOf(group), body));
  return lines.join("\n");
}

function formatTitle(report: CheckReport, finding: Finding, { paint, width }: Look): readonly string[] {
  const summary = report.rules.find((rule) => rule.id === finding.rule)?.summary ?? finding.rule;
  const title = wrapText(summary.replace(/\.$/, ""), width - indent.length);
  const harm = harmPaint(paint, finding.harm);
  const stage = finding.stage === "enforce" ? "" : `${finding.stage}  `;
  const right = `${stage}${finding.rule}`;
  const lines = title.map((line, index) =>
    index === 0 ? `${harm(finding.harm)}  ${paint.bold(line)}` : indent + paint.bold(line),
  );
  const lastLength = indent.length + (title.at(-1)?.length ?? 0);
  const gap = width - lastLength - right.length;
  if (gap >= 2) lines[lines.length - 1] += " ".repeat(gap) + paint.dim(right);
  else lines.push(" ".repeat(Math.max(indent.length, width - right.length)) + paint.dim(right));
  return lines;
}

function formatExcerpt(report: CheckReport, finding: Finding, { paint, width }: Look): readonly string[] {
  const { start } = locate(report, finding.at);
  const place = toPrintable(`${finding.at.file}:${start.line}`);
  const source = report.sourceOf(finding.at.file);
  if (!source) return [indent + paint.bold(place)];
  const isWide = place.length > 36;
  const lead = isWide ? `${indent}    ` : `${indent}${place.padEnd(14)}  `;
  const excerpt = excerptOf(source, finding.at.span, width - lead.length);
  const lines = isWide ? [indent + paint.bold(place)] : [];
  if (excerpt.line === "") return isWide ? lines : [indent + paint.bold(place)];
  lines.push((isWide ? lead : lead.replace(place, paint.bold(place))) + excerpt.line);
  lines.push(" ".repeat(lead.length) + harmPaint(paint, finding.harm)(excerpt.carets));
  return lines;
}

function formatEvidence(report: CheckReport, finding: Finding, { paint, width }: Look): readonly string[] {
  const evidence = finding.evidence ?? [];
  const own = locate(report, finding.at).start.line;
  const ownText = report.sourceOf(finding.at.file)?.lines.lineText(own) ?? "";
  return evidence.flatMap(({ at, shows }) => {
    const { line } = locate(report, at).start;
    const isOwn = at.file === finding.at.file && line === own;
    // The line itself stands above: what only quotes it says nothing new.
    if (isOwn && ownText.includes(shows.trim())) return [];
    const place = isOwn ? "this line:" : toPrintable(`${at.file}:${line}`);
    const lead = `${indent}  ${place}  `;
    const wrapped = wrapText(toPrintable(shows), Math.max(24, width - lead.length));
    return wrapped.map(
      (line, index) => (index === 0 ? `${indent}  ${paint.dim(place)}  ` : " ".repeat(lead.length)) + line,
    );
  });
}

/** What `breakwater fix` does without being asked twice; a rule at stage observe only when it is named. */
function offerOf(group: readonly Finding[]): string {
  const safe = group.filter(({ fix, stage }) => fix?.isSafe && stage !== "observe").length;
  if (safe === 0) return "";
  return safe === group.length ? "breakwater fix does it" : `breakwater fix does ${safe} of ${group.length}`;
}

/** A paragraph behind a label; `right` stands at the right edge of its last line, or of one more. */
function labelled(label: string, text: string, width: number, right = ""): readonly string[] {
  const wrapped = wrapText(text, width - label.length);
  const gap = width - label.length - (wrapped.at(-1)?.length ?? 0) - right.length;
  const lines =
    right === ""
      ? wrapped
      : gap >= 2
        ? [...wrapped.slice(0, -1), `${wrapped.at(-1)}${" ".repeat(gap)}${right}`]
        : [...wrapped, " ".repeat(Math.max(0, width - label.length - right.length)) + right];
  return lines.map((line, index) => indent + (index === 0 ? label : " ".repeat(label.length)) + line);
}

function placesOf(report: CheckReport, findings: readonly Finding[]): string {
  const places = findings.map(({ at }) => toPrintable(`${at.file}:${locate(report, at).start.line}`));
  const more = places.length - maxPlaces;
  return (
    places.slice(0, maxPlaces).join(", ") + (more > 0 ? ` and ${more} more (--format json lists all)` : "")
  );
}

function sitesOf(group: readonly Finding[]): string {
  const sites = [...new Set(group.flatMap((finding) => finding.sites))];
  const more = sites.length - 3;
  return toPrintable(sites.slice(0, 3).join(", ")) + (more > 0 ? ` and ${more} more` : "");
}

function formatVerdicts(report: CheckReport, paint: Paint): readonly string[] {
  const signs = { verified: "✓", contradicted: "✗", unknown: "?", "not-applicable": "-" } as const;
  const width = Math.max(0, ...report.verdicts.map(({ question }) => question.length));
  return report.verdicts.map(({ question, outcome, answer }) => {
    const sign =
      outcome === "contradicted"
        ? paint.red(signs[outcome])
        : outcome === "verified"
          ? paint.green(signs[outcome])
          : signs[outcome];
    return `  ${sign} ${question.padEnd(width)}  ${toPrintable(answer)}`;
  });
}

const maxSubjects = 3;

/** Each cause once, with what it leaves open and every other place where it stands. */
function formatUnknowns(report: CheckReport, width: number): readonly string[] {
  const byCause = new Map<string, ReportedUnknown[]>();
  for (const unknown of report.unknowns) {
    const cause = unknown.cause ?? unknown.reason;
    const same = byCause.get(cause);
    if (same) same.push(unknown);
    else byCause.set(cause, [unknown]);
  }
  return [...byCause].flatMap(([cause, unknowns]) => {
    const [only] = unknowns;
    const reason = unknowns.length === 1 && only ? only.reason : cause;
    const [first = "", ...others] = new Set(unknowns.map(({ file, line }) => toPrintable(`${file}:${line}`)));
    const subjects = unknowns.length === 1 ? [] : unknowns.flatMap(({ subject }) => subject ?? []);
    const lines = [
      ...wrapText(`cannot be known here: ${toPrintable(reason)}`, width - 8),
      ...(subjects.length > 0 ? wrapText(`Open: ${firstOf(subjects, maxSubjects)}`, width - 8) : []),
      ...(others.length > 0 ? wrapText(`Also: ${firstOf(others, maxPlaces)}`, width - 8) : []),
    ];
    return [`  ? ${first}`, ...lines.map((line) => `      ${line}`)];
  });
}

function firstOf(items: readonly string[], most: number): string {
  const more = items.length - most;
  return `${items.slice(0, most).map(toPrintable).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function formatCounts(report: CheckReport, groups: number): string {
  const { counts } = report;
  const places = report.findings.length;
  const inPlaces = places === groups ? "" : ` (${countOf(places, "place")})`;
  const found = groups === 0 ? "No findings" : `${countOf(groups, "finding")}${inPlaces}`;
  const suppressed = report.suppressed.length > 0 ? `, ${report.suppressed.length} suppressed` : "";
  const looked = [
    countOf(counts.sites, "site"),
    countOf(counts.files, "file"),
    countOf(counts.rules, "rule"),
  ];
  const seconds = (report.elapsedMs / 1000).toFixed(report.elapsedMs < 1000 ? 2 : 1);
  const hiddenGroups = groupsOf(report.hidden).length;
  const hidden =
    hiddenGroups > 0
      ? `${countOf(hiddenGroups, "more", "more")} at stage observe: --stage observe shows them.\n`
      : "";
  return `${hidden}${found}, ${report.unknowns.length.toLocaleString("en-US")} unknown${suppressed}${silenced(report)}, in ${looked.join(", ")} (${seconds} s).`;
}

function harmPaint(paint: Paint, harm: Harm): (text: string) => string {
  if (harm === "S0" || harm === "S1") return (text) => paint.red(text);
  return harm === "S2" ? (text) => paint.yellow(text) : (text) => paint.cyan(text);
}

/** What configuration keeps from being looked at or said. */
function silenced({ counts: { excluded = 0, off = [] } }: CheckReport): string {
  const files = excluded === 0 ? "" : `, ${countOf(excluded, "file")} excluded`;
  return off.length === 0 ? files : `${files}, off: ${off.join(" ")}`;
}
