/** What the fixes of a rule do to one of its cases: planned and judged as for a user's tree, by all rules. */

import { createFindings } from "../finding/create-findings.ts";
import { rules } from "../rules/index.gen.ts";
import type { Rule } from "../rules/rule.ts";
import type { RuleCase } from "../rules/rule-cases.ts";
import { runRules } from "../rules/run-rules.ts";
import { resolveSites } from "../site/resolve-sites.ts";
import { formatDiff } from "../text/format-diff.ts";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { readConfig } from "./config.ts";
import { type Judged, judgeFixes } from "./judge-fixes.ts";
import { openQuestions } from "./open-questions.ts";
import { contentsOf, type FixableFinding, planFixes } from "./plan-fixes.ts";

export interface FixedCase {
  /** In the form of the case's `fix`. */
  readonly text: string;
  /** Fixes that are not done, each with its reason. */
  readonly left: readonly string[];
  /** What a second run would still change. */
  readonly again: string;
}

/** Safe and unsafe fixes alike. */
export async function fixRuleCase(rule: Rule, input: RuleCase): Promise<FixedCase> {
  const { contents, ...first } = await fixOnce(rule, input);
  if (first.text === "") return { ...first, again: "" };
  const files = { ...input.files, ...Object.fromEntries(contents) };
  return { ...first, again: (await fixOnce(rule, { ...input, files })).text };
}

async function fixOnce(rule: Rule, input: RuleCase) {
  const own = await look(input, [rule]);
  const isOwn = (finding: Judged["findings"][number]): finding is FixableFinding =>
    finding.fix !== undefined && finding.rule === rule.id;
  if (!own.findings.some(isOwn)) return { text: "", left: [], contents: new Map<string, string>() };
  const before = await look(input, rules);
  const sourceOf = (file: string) => before.workspace.source(file);
  const plan = await planFixes({
    findings: before.findings.filter(isOwn),
    sourceOf,
    refuse: () => undefined,
    judge: async (contents, fixed) => {
      const files = { ...input.files, ...Object.fromEntries(contents) };
      return judgeFixes(before, await look({ ...input, files }, rules), fixed);
    },
  });
  const titles = plan.fixed.map(({ fix }) => `${fix.isSafe ? "safe" : "unsafe"}: ${fix.title}\n`);
  const diffs = [...plan.edits].map(([file, edits]) => formatDiff(file, sourceOf(file)?.text ?? "", edits));
  return {
    text: [...new Set(titles), ...diffs].join(""),
    left: plan.left.map(({ finding, reason }) => `${finding.fix.title}: ${reason}`),
    contents: contentsOf(plan.edits, { sourceOf }),
  };
}

async function look(
  input: RuleCase,
  asked: readonly Rule[],
): Promise<Judged & { readonly workspace: Workspace }> {
  const tree = createMemoryTree(input.files, input.tracked ? { tracked: input.tracked } : {});
  const workspace = await readWorkspace(tree);
  const { sites } = resolveSites(workspace);
  const { contract } = await readConfig(tree);
  const run = runRules({ workspace, sites, contract, rules: asked });
  const findings = createFindings({ problems: run.problems, sourceOf: (file) => workspace.source(file) });
  const unknowns = openQuestions(
    run.unknowns.map(({ at, reason }) => ({ file: at.file, reason })),
    sites,
  );
  return { workspace, findings, unknowns, sites: sites.map(({ id }) => id) };
}
