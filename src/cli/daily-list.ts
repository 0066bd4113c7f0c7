/** The daily list: questions that every run answers with one line each. */
import type { Finding } from "../finding/finding.ts";
import { isAtLeast } from "../finding/stage.ts";
import { UserError } from "../finding/user-error.ts";
import type { VerdictLine } from "../report/check-report.ts";
import { countOf } from "../report/layout.ts";
import type { Rule } from "../rules/rule.ts";
import { readStatus } from "./git.ts";
import type { Look } from "./look.ts";

export interface DailyInput {
  readonly look: Look;
  /** What was found and is not suppressed, whether new or not. */
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Finding[];
  /** With --new-from: the revision, and which of the findings it did not have. */
  readonly since: { readonly revision: string; readonly added: ReadonlySet<Finding> } | undefined;
  readonly selected: readonly Rule[];
  /** Whether git may be asked for the state of the work tree. */
  readonly isFull: boolean;
  readonly folder: string;
}

/** The lines, in the order of the list. A question that no selected rule can answer has no line. */
export function dailyList(input: DailyInput): readonly VerdictLine[] {
  const { look } = input;
  const modules = look.workspace.modules.length;
  const lines = [
    judge(input, {
      question: "module files",
      subjects: ["modules/", "vendor/"],
      isApplicable: modules > 0,
      verified: `consistent in ${countOf(modules, "module")}`,
    }),
    judge(input, {
      question: "secrets in configuration",
      subjects: ["environment/secret"],
      isApplicable: true,
      verified: "none found",
    }),
  ].filter((line) => line !== undefined);
  if (input.isFull) lines.push(workTree(input.folder));
  return lines;
}

function judge(
  input: DailyInput,
  question: { question: string; subjects: readonly string[]; isApplicable: boolean; verified: string },
): VerdictLine | undefined {
  const isOfSubject = (rule: string): boolean =>
    question.subjects.some((subject) => rule.startsWith(subject));
  const ran = input.selected.filter(({ id }) => isOfSubject(id)).length;
  if (ran === 0) return undefined;
  const line = (outcome: VerdictLine["outcome"], answer: string): VerdictLine => ({
    question: question.question,
    outcome,
    answer,
  });
  if (!question.isApplicable) return line("not-applicable", "nothing of the kind here");
  const counts = ({ rule, stage }: Finding): boolean => isOfSubject(rule) && isAtLeast(stage, "warn");
  const found = input.findings.filter(counts);
  const suppressed = input.suppressed.filter(counts);
  const known = suppressed.filter(({ suppression }) => suppression?.kind === "baseline");
  // Each of these was looked at by somebody, who gave a reason; a baseline only remembers.
  const allowed = suppressed.length - known.length;
  if (found.length + known.length === 0) {
    const but = allowed === 0 ? "" : `, but for ${countOf(allowed, "place")} suppressed with a reason`;
    return line("verified", `${question.verified} (${countOf(ran, "rule")})${but}`);
  }
  const names = [...new Set([...found, ...known].map(({ rule }) => rule))].join(", ");
  return line("contradicted", `${countPlaces(found, known, input.since)}: ${names}`);
}

/** `6 known places in the baseline, nothing new`: how many places there are, and how many of them are news. */
function countPlaces(
  found: readonly Finding[],
  known: readonly Finding[],
  since: DailyInput["since"],
): string {
  if (found.length === 0) {
    return `${countOf(known.length, "known place", "known places")} in the baseline, nothing new`;
  }
  const added = since && found.filter((finding) => since.added.has(finding)).length;
  const news = since === undefined ? "" : `, ${added === 0 ? "none" : added} new since ${since.revision}`;
  const old = known.length === 0 ? "" : ` and ${known.length} known in the baseline`;
  return `${countOf(found.length, "place")}${news}${old}`;
}

/** Whether a binary built now would be stamped `+dirty`: go asks `git status` the same question. */
function workTree(folder: string): VerdictLine {
  const question = "work tree";
  try {
    const changed = readStatus(folder);
    if (changed.length === 0)
      return { question, outcome: "verified", answer: "clean: a build is stamped with its commit" };
    const names = changed.slice(0, 3).map(({ path }) => path);
    const more = changed.length > names.length ? " …" : "";
    const answer = `${countOf(changed.length, "file")} would stamp +dirty: ${names.join(", ")}${more}`;
    return { question, outcome: "contradicted", answer };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { question, outcome: "unknown", answer: error.message };
  }
}
