/** Markdown of the size of a comment: for the summary of a job and for notes on a merge request. */
import type { Finding } from "../finding/finding.ts";
import { failsRun } from "../finding/verdict.ts";
import { type CheckReport, locate } from "./check-report.ts";
import { groupsOf } from "./human.ts";
import { countOf, toPrintable } from "./layout.ts";

/** Causes that are shown: three lines each, so that the whole stays below sixty. */
const mostCauses = 16;
const mostPlaces = 5;
const mostCharacters = 400;

/** Counts, the worst first with place, message and fix, and what was looked at. */
export function formatSummary(report: CheckReport): string {
  const groups = groupsOf(report.findings).toSorted((a, b) => rank(a, report) - rank(b, report));
  const shown = groups.slice(0, mostCauses);
  const more = groups.length - shown.length;
  const lines = [
    `### Breakwater: ${headline(report, groups)}`,
    "",
    ...shown.flatMap((group) => causeLines(report, group)),
    ...(more > 0 ? [`${countOf(more, "more finding")} in the log of the job.`, ""] : []),
    ...contradictions(report),
    looked(report),
  ];
  return `${lines.join("\n")}\n`;
}

/** What fails the run comes first, then by severity; the order within stays. */
function rank([first]: readonly Finding[], { failOn }: CheckReport): number {
  if (!first) return 0;
  return (failsRun(first, failOn) ? 0 : 4) + Number(first.harm.slice(1));
}

function headline(report: CheckReport, groups: readonly (readonly Finding[])[]): string {
  const word = report.since ? "new finding" : "finding";
  if (groups.length === 0) return `no ${word}s`;
  const failing = groups.filter((group) => group.some((finding) => failsRun(finding, report.failOn))).length;
  const fails =
    failing === 0
      ? "none fails the job"
      : `${failing === groups.length ? (failing === 1 ? "it" : "all") : failing} ${failing === 1 ? "fails" : "fail"} the job`;
  return `${countOf(groups.length, word)}, ${fails}`;
}

function causeLines(report: CheckReport, group: readonly Finding[]): readonly string[] {
  const [first] = group;
  if (!first) return [];
  const places = group.map(({ at }) => `${at.file}:${locate(report, at).start.line}`);
  const left = places.length - mostPlaces;
  const also =
    places.length > 1
      ? ` Also: ${places.slice(1, mostPlaces).map(code).join(", ")}${left > 0 ? ` and ${left} more` : ""}.`
      : "";
  return [
    `- ${failsRun(first, report.failOn) ? "**fails**" : first.stage} ${first.harm} ${code(places[0] ?? "")} ${code(first.rule)}<br>`,
    `  ${prose(first.message)}.${also}<br>`,
    `  Fix: ${prose(first.remedy)}`,
  ];
}

/** Of the daily list only what is wrong: the rest is counted below. */
function contradictions({ verdicts, since }: CheckReport): readonly string[] {
  if (since) return [""];
  const wrong = verdicts.filter(({ outcome }) => outcome === "contradicted");
  return wrong.length === 0
    ? [""]
    : [
        "",
        `Daily list: ${wrong.map(({ question, answer }) => `${prose(question)}: ${prose(answer)}`).join("; ")}.`,
        "",
      ];
}

function looked(report: CheckReport): string {
  const { counts, unknowns, suppressed, since } = report;
  const known = since
    ? ` What ${code(since.revision)} has already is not listed (${countOf(since.known, "place")}).`
    : "";
  const quiet = suppressed.length > 0 ? `, ${suppressed.length} suppressed` : "";
  return `Looked at ${countOf(counts.sites, "site")}, ${countOf(counts.files, "file")}, ${countOf(counts.rules, "rule")}: ${unknowns.length.toLocaleString("en-US")} unknown${quiet}.${known}`;
}

/** Text that markdown shows as it is, on one line. */
function prose(text: string): string {
  const line = toPrintable(text).replace(/\s*\n\s*/g, " ");
  const short = line.length > mostCharacters ? `${line.slice(0, mostCharacters)} …` : line;
  return short
    .replace(/[\\`*_[\]<>|#~]/g, (mark) => `\\${mark}`)
    .replace(/@(?=\w)/g, "@&#8203;")
    .replace(/&(?!#8203;)/g, "&amp;");
}

function code(text: string): string {
  const line = toPrintable(text).replace(/\s*\n\s*/g, " ");
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([marks]) => marks.length));
  const marks = "`".repeat(longest + 1);
  return longest > 0 ? `${marks} ${line} ${marks}` : `${marks}${line}${marks}`;
}
