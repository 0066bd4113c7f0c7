/** From a look at a tree to judged findings: rules, suppressions, baseline. */
import { applySuppressions } from "../finding/apply-suppressions.ts";
import { type Baseline, type BaselineEntry, matchBaseline } from "../finding/baseline.ts";
import { createFindings, type RuleProblem } from "../finding/create-findings.ts";
import type { Finding, Stage } from "../finding/finding.ts";
import type { RuleInfo } from "../finding/rule-info.ts";
import { isAtLeast, stageOf } from "../finding/stage.ts";
import { commentMarkOf } from "../finding/suppression.ts";
import { slackBaseline } from "../finding/suppression-rules.ts";
import type { ReportedUnknown } from "../report/check-report.ts";
import type { Rule } from "../rules/rule.ts";
import { runRules } from "../rules/run-rules.ts";
import type { SourceFile } from "../text/source-file.ts";
import type { Unknown } from "../workspace/unknown.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { idlePatterns } from "./idle-patterns.ts";
import { type Look, modelFiles } from "./look.ts";

export interface CheckOptions {
  /** The rules to run. */
  readonly rules: readonly Rule[];
  /** Every rule that exists: what suppressions and configuration may name. */
  readonly known: readonly RuleInfo[];
  readonly honoursSuppressions: boolean;
  readonly baseline: { readonly file: string; readonly content: Baseline } | undefined;
  /** `2026-11-21`. */
  readonly today: string;
}

export interface Checked {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Finding[];
  readonly unknowns: readonly ReportedUnknown[];
  /** Rules that configuration switches off. */
  readonly off: readonly string[];
}

/** Runs the rules and judges what they yield; findings come worst first. */
export function checkLook(look: Look, options: CheckOptions): Checked {
  const { workspace, table, config } = look;
  const resolveRule = ruleResolver(options.known);
  const { stages, off } = configuredStages(look, resolveRule, options);
  const active = options.rules.filter((rule) => !off.has(rule.id));
  const run = runRules({ workspace, sites: table.sites, contract: config.contract, rules: active });
  const sourceOf = (file: string): SourceFile | undefined => workspace.source(file);
  const first = createFindings({ problems: run.problems, sourceOf, stages });

  const suppression = applySuppressions({
    findings: first,
    files: commentedFiles(workspace, first),
    entries: config.allow,
    today: options.today,
    resolveRule,
    ran: new Set(active.map(({ id }) => id)),
  });
  const judged = [
    ...(options.honoursSuppressions ? suppression.findings : first),
    ...createFindings({
      problems: [...suppression.problems, ...idlePatterns(look)],
      sourceOf,
      stages,
    }),
  ];
  const { known, slack } = options.baseline
    ? matchBaseline(judged, options.baseline.content)
    : { known: new Set<Finding>(), slack: [] };
  const slackProblems = slack.map((entry) => slackProblem(entry, options.baseline?.file ?? ""));
  const all = [
    ...judged.map((finding) => withBaseline(finding, known)),
    ...createFindings({ problems: slackProblems, sourceOf, stages }),
  ];
  return {
    off: [...off],
    findings: all.filter(({ suppression: found }) => !found),
    suppressed: all.filter(({ suppression: found }) => found),
    unknowns: reportUnknowns(
      [
        ...workspace.unknowns,
        ...table.unknowns,
        ...table.sites.flatMap((site) => site.unknowns),
        ...run.unknowns,
      ],
      workspace,
    ),
  };
}

function withBaseline(finding: Finding, known: ReadonlySet<Finding>): Finding {
  if (finding.suppression || !known.has(finding)) return finding;
  return {
    ...finding,
    suppression: { kind: "baseline", reason: "known when the baseline was written", at: undefined },
  };
}

/** What is said of a baseline's entry that matches nothing. */
export function slackMessage(entry: Pick<BaselineEntry, "rule" | "file" | "message">): string {
  return `${entry.rule} in ${entry.file} is not found any more: ${entry.message}`;
}

function slackProblem(
  entry: { readonly rule: string; readonly file: string; readonly message: string },
  file: string,
): RuleProblem {
  return {
    rule: slackBaseline,
    problem: {
      at: { file, span: { start: 0, end: 0 } },
      message: slackMessage(entry),
      outcome: "ineffective",
      cause: "slack",
    },
  };
}

/** Current rule ids by id or alias. */
function ruleResolver(rules: readonly RuleInfo[]): (id: string) => string | undefined {
  const ids = new Map<string, string>();
  for (const rule of rules) {
    for (const name of [rule.id, ...(rule.aliases ?? [])]) ids.set(name, rule.id);
  }
  return (id) => ids.get(id);
}

/** What configuration decides about stages, by current id; names of no rule are refused before, or stand in an old revision. */
function configuredStages(
  { config }: Look,
  resolveRule: (id: string) => string | undefined,
  { known, honoursSuppressions }: CheckOptions,
): { stages: ReadonlyMap<string, Stage>; off: ReadonlySet<string> } {
  const stages = new Map<string, Stage>();
  const off = new Set<string>();
  for (const [name, { stage }] of config.stages) {
    const id = resolveRule(name);
    if (id === undefined) continue;
    const rule = known.find((each) => each.id === id);
    const isSilencing = stage === "off" || (rule && !isAtLeast(stage, stageOf(rule, rule.harm)));
    if (isSilencing && !honoursSuppressions) continue;
    if (stage === "off") off.add(id);
    else stages.set(id, stage);
  }
  return { stages, off };
}

/** Files whose comments are read: every model's file, and Go files in which something was found. */
function commentedFiles(workspace: Workspace, findings: readonly Finding[]): readonly SourceFile[] {
  const paths = new Set(modelFiles(workspace));
  for (const finding of findings) paths.add(finding.at.file);
  return [...paths]
    .filter((path) => commentMarkOf(path) !== undefined)
    .sort()
    .flatMap((path) => workspace.source(path) ?? []);
}

/** Unknowns once per place and reason, by file and line. */
export function reportUnknowns(
  unknowns: readonly Unknown[],
  workspace: Workspace,
): readonly ReportedUnknown[] {
  const seen = new Map<string, ReportedUnknown>();
  for (const { at, reason, code, subject, cause } of unknowns) {
    const line = workspace.source(at.file)?.lines.positionAt(at.span.start).line ?? 1;
    seen.set(`${at.file}\0${line}\0${reason}`, {
      file: at.file,
      line,
      reason,
      code,
      ...(subject === undefined ? {} : { subject, cause }),
    });
  }
  return [...seen.values()].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));
}
