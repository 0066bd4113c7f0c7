/** Which findings are allowed by a comment or by configuration, and which allowances do nothing. */

import { matchesName, matchesPath } from "../text/glob.ts";
import type { SourceFile } from "../text/source-file.ts";
import type { Place } from "../text/span.ts";
import type { RuleProblem } from "./create-findings.ts";
import type { Finding, Suppression } from "./finding.ts";
import { type AllowComment, coveringLines, findAllowComments } from "./suppression.ts";
import { invalidUntil, unknownRule, unused, withoutReason } from "./suppression-rules.ts";

/** An `allow` entry of `.breakwater.yaml`. */
export interface AllowEntry {
  readonly rule: string;
  readonly path: string | undefined;
  readonly site: string | undefined;
  readonly reason: string;
  readonly owner: string;
  /** The last day on which it holds. */
  readonly until: string | undefined;
  readonly at: Place;
  /** Where the rule's id stands. */
  readonly ruleAt?: Place;
}

export interface SuppressionInput {
  readonly findings: readonly Finding[];
  /** The files in which comments are looked for. */
  readonly files: readonly SourceFile[];
  readonly entries: readonly AllowEntry[];
  /** `2026-11-21`: the day of the run. */
  readonly today: string;
  /** The current id of a rule by id or alias; undefined for a rule that does not exist. */
  readonly resolveRule: (id: string) => string | undefined;
  /** Rules that ran: an allowance of another rule is not called unused. */
  readonly ran: ReadonlySet<string>;
}

export interface SuppressionResult {
  /** All findings of the input, in order; the allowed ones carry their suppression. */
  readonly findings: readonly Finding[];
  readonly problems: readonly RuleProblem[];
}

/** One rule of one allowance, with what became of it. */
interface Allowance {
  readonly kind: "comment" | "config";
  readonly rule: string;
  readonly reason: string;
  readonly until: string | undefined;
  readonly at: Place;
  covers(finding: Finding): boolean;
  isUsed: boolean;
}

/** Marks what is allowed. An allowance past its day lets the finding return, with the old reason beside it. */
export function applySuppressions(input: SuppressionInput): SuppressionResult {
  const problems: RuleProblem[] = [];
  const byRule = new Map<string, Allowance[]>();
  const add = (allowance: Allowance): void => {
    const list = byRule.get(allowance.rule) ?? [];
    if (list.length === 0) byRule.set(allowance.rule, list);
    list.push(allowance);
  };

  for (const source of input.files) {
    for (const comment of findAllowComments(source)) {
      const { rules, problem } = judgeComment(comment, input);
      problems.push(...problem);
      for (const rule of rules) add(fromComment(comment, rule, source));
    }
  }
  for (const entry of input.entries) {
    const rule = input.resolveRule(entry.rule);
    if (rule === undefined) problems.push(namesNoRule(entry.rule, entry.at));
    else add(fromEntry(entry, rule));
  }

  const findings = input.findings.map((finding) =>
    allow(finding, byRule.get(finding.rule) ?? [], input.today),
  );
  for (const allowance of [...byRule.values()].flat()) {
    if (allowance.isUsed || !input.ran.has(allowance.rule)) continue;
    problems.push({
      rule: unused,
      problem: {
        at: allowance.at,
        message: `No finding of ${allowance.rule} is here, so this suppression does nothing`,
        outcome: "ineffective",
        cause: "unused",
      },
    });
  }
  return { findings, problems };
}

function judgeComment(
  comment: AllowComment,
  input: SuppressionInput,
): { rules: readonly string[]; problem: readonly RuleProblem[] } {
  const problem: RuleProblem[] = [];
  const rules: string[] = [];
  for (const id of comment.rules) {
    const rule = input.resolveRule(id);
    if (rule === undefined) problem.push(namesNoRule(id, comment.at));
    else rules.push(rule);
  }
  if (comment.badUntil !== undefined) {
    problem.push({
      rule: invalidUntil,
      problem: {
        at: comment.at,
        message: `"${comment.badUntil}" after until= is no day, so this suppression is not honoured`,
        outcome: "ineffective",
      },
    });
  }
  if (comment.rules.length > 0 && comment.reason !== "")
    return { rules: comment.badUntil === undefined ? rules : [], problem };
  problem.push({
    rule: withoutReason,
    problem: {
      at: comment.at,
      message: "This suppression gives no reason, so it is not honoured",
      outcome: "ineffective",
      cause: "without reason",
    },
  });
  return { rules: [], problem };
}

function namesNoRule(id: string, at: Place): RuleProblem {
  return {
    rule: unknownRule,
    problem: {
      at,
      message: `No rule is called "${id}", so this suppression does nothing`,
      outcome: "ineffective",
    },
  };
}

function fromComment(comment: AllowComment, rule: string, source: SourceFile): Allowance {
  return {
    kind: "comment",
    rule,
    reason: comment.reason,
    until: comment.until,
    at: comment.at,
    isUsed: false,
    covers(finding) {
      if (finding.at.file !== source.path) return false;
      const firstLine = source.lines.positionAt(finding.at.span.start).line;
      return (
        coveringLines(source, finding.at.span).has(comment.line) &&
        (comment.line >= firstLine || comment.isAlone)
      );
    },
  };
}

function fromEntry(entry: AllowEntry, rule: string): Allowance {
  const { path, site } = entry;
  return {
    kind: "config",
    rule,
    reason: `${entry.reason} (${entry.owner})`,
    until: entry.until,
    at: entry.at,
    isUsed: false,
    covers(finding) {
      if (path !== undefined && !matchesPath(path, finding.at.file)) return false;
      if (site === undefined) return true;
      // A place that several sites share is allowed only when each of them is.
      return finding.sites.length > 0 && finding.sites.every((each) => matchesName(site, each));
    },
  };
}

function allow(finding: Finding, allowances: readonly Allowance[], today: string): Finding {
  const covering = allowances.filter((allowance) => allowance.covers(finding));
  for (const allowance of covering) allowance.isUsed = true;
  const valid = covering.find(({ until }) => until === undefined || until >= today);
  if (valid) {
    const suppression: Suppression = { kind: valid.kind, reason: valid.reason, at: valid.at };
    return { ...finding, suppression };
  }
  const expired = covering[0];
  if (!expired) return finding;
  const shows = `was allowed until ${expired.until}: ${expired.reason}`;
  return { ...finding, evidence: [...(finding.evidence ?? []), { at: expired.at, shows }] };
}
