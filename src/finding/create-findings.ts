/** From problems to findings: harm, stage, group and fingerprint; one entry per place; worst first. */
import { compareText } from "../text/compare-text.ts";
import type { SourceFile } from "../text/source-file.ts";
import { type Finding, type Harm, type Problem, type Stage, severityOf } from "./finding.ts";
import { fingerprintsOf, markedLines } from "./fingerprint.ts";
import type { RuleInfo } from "./rule-info.ts";
import { stageOf } from "./stage.ts";

export interface RuleProblem {
  readonly rule: RuleInfo;
  readonly problem: Problem;
}

/** Findings in the order of reports. `stages` holds what configuration decides about single rules. */
export function createFindings(input: {
  readonly problems: readonly RuleProblem[];
  readonly sourceOf: (file: string) => SourceFile | undefined;
  readonly stages?: ReadonlyMap<string, Stage>;
}): readonly Finding[] {
  const places = mergePlaces(input.problems).sort(byHarmAndPlace);
  const fingerprints = fingerprintsOf(
    places.map(({ rule, problem }) => ({
      rule: rule.id,
      file: problem.at.file,
      content: markedLines(input.sourceOf(problem.at.file), problem.at.span),
    })),
  );
  return places.map(({ rule, problem, sites }, index) => {
    const harm = problem.harm ?? rule.harm;
    return {
      ...problem,
      rule: rule.id,
      harm,
      severity: severityOf(harm),
      stage: input.stages?.get(rule.id) ?? stageOf(rule, harm),
      outcome: problem.outcome ?? "contradicted",
      remedy: problem.remedy ?? rule.remedy,
      group: `${rule.id}: ${problem.cause ?? problem.message}`,
      fingerprint: fingerprints[index] ?? "",
      sites,
      suppression: undefined,
    };
  });
}

interface PlaceEntry extends RuleProblem {
  readonly sites: string[];
}

/**
 * One entry per place: a line that several sites run is one line to edit. Problems of one site at one
 * place stay apart when they say different things.
 */
function mergePlaces(problems: readonly RuleProblem[]): PlaceEntry[] {
  const byPlace = new Map<string, PlaceEntry[]>();
  for (const { rule, problem } of problems) {
    const { file, span } = problem.at;
    const key = `${rule.id}\0${file}\0${span.start}\0${span.end}`;
    const entries = byPlace.get(key) ?? [];
    if (entries.length === 0) byPlace.set(key, entries);
    const site = problem.site;
    const same =
      entries.find((entry) => entry.problem.message === problem.message) ??
      entries.find((entry) => site !== undefined && entry.sites.length > 0 && !entry.sites.includes(site));
    if (!same) entries.push({ rule, problem, sites: site === undefined ? [] : [site] });
    else if (site !== undefined && !same.sites.includes(site)) same.sites.push(site);
  }
  return [...byPlace.values()].flat();
}

function byHarmAndPlace(a: RuleProblem, b: RuleProblem): number {
  const harm = (entry: RuleProblem): Harm => entry.problem.harm ?? entry.rule.harm;
  return (
    compareText(harm(a), harm(b)) ||
    compareText(a.problem.at.file, b.problem.at.file) ||
    a.problem.at.span.start - b.problem.at.span.start ||
    compareText(a.rule.id, b.rule.id) ||
    compareText(a.problem.message, b.problem.message)
  );
}
