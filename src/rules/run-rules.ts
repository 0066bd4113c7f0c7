/** Runs rules over a workspace and its sites: each `check` gets the models it reads, one at a time. */
import type { RuleProblem } from "../finding/create-findings.ts";
import type { Problem } from "../finding/finding.ts";
import type { Contract } from "../site/contract.ts";
import type { Site } from "../site/site.ts";
import { noteGarbage } from "../workspace/collect-garbage.ts";
import type { GoFile } from "../workspace/gofiles/model.ts";
import type { Unknown } from "../workspace/unknown.ts";
import { whyNotEditable } from "../workspace/why-not-editable.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { Rule, RuleContext, RuleInputs } from "./rule.ts";

export interface RulesRun {
  readonly problems: readonly RuleProblem[];
  readonly unknowns: readonly Unknown[];
}

/** What a rule makes and drops for each command of a site that it looks at, at a guess. */
const bytesOfCommand = 16;

/** Problems of all rules, in the order of the rules; nothing that a rule throws is caught here. */
export function runRules(input: {
  readonly workspace: Workspace;
  readonly sites: readonly Site[];
  readonly contract: Contract;
  readonly rules: readonly Rule[];
}): RulesRun {
  const problems: RuleProblem[] = [];
  const unknowns: Unknown[] = [];
  const context: RuleContext = {
    workspace: input.workspace,
    sites: input.sites,
    contract: input.contract,
    unknown: (at, code, reason) => unknowns.push({ at, code, reason }),
  };
  const inputs = createInputs(input.workspace, input.sites);
  const seen = input.sites.reduce((sum, { commands, events }) => sum + commands.length + events.length, 0);
  for (const rule of input.rules) {
    noteGarbage(seen * bytesOfCommand);
    problems.push(...checkEach(rule, inputs[rule.reads](), context));
  }
  return { problems, unknowns };
}

function* checkEach<Kind extends keyof RuleInputs>(
  rule: Rule<Kind>,
  models: Iterable<RuleInputs[Kind]>,
  context: RuleContext,
): Iterable<RuleProblem> {
  for (const model of models) {
    for (const problem of rule.check(model, context))
      yield { rule, problem: withPossibleFix(complete(problem, model), context) };
  }
}

/** A problem of a rule that reads sites or commands happens in that site unless it says otherwise. */
function complete(problem: Problem, model: RuleInputs[keyof RuleInputs]): Problem {
  if (problem.site !== undefined || model === undefined) return problem;
  if ("site" in model) return { ...problem, site: model.site.id };
  if ("commands" in model && "go" in model && "id" in model) return { ...problem, site: model.id };
  return problem;
}

/**
 * Without the fix where an edit would be lost, or would change more than the place that was found. New lines end
 * as those of the file do.
 */
function withPossibleFix(problem: Problem, { workspace }: RuleContext): Problem {
  const { fix, ...rest } = problem;
  if (fix === undefined) return problem;
  const edits = fix.edits.flatMap((edit) => {
    const source = workspace.source(edit.at.file);
    if (!source || whyNotEditable(source, edit.at.span) !== undefined) return [];
    const hasCrlf = /^[^\n]*\r\n/.test(source.text);
    return [hasCrlf ? { ...edit, text: edit.text.replace(/\r?\n/g, "\r\n") } : edit];
  });
  return edits.length === fix.edits.length ? { ...problem, fix: { ...fix, edits } } : rest;
}

type Inputs = { readonly [Kind in keyof RuleInputs]: () => Iterable<RuleInputs[Kind]> };

function createInputs(workspace: Workspace, sites: readonly Site[]): Inputs {
  let constrained: readonly GoFile[] | undefined;
  return {
    repository: () => [undefined],
    module: () => workspace.modules,
    workspace: () => workspace.workspaces,
    site: () => sites,
    command: function* () {
      for (const site of sites) for (const command of site.commands) yield { command, site };
    },
    dockerfile: () => workspace.dockerfiles,
    workflow: () => workspace.workflows,
    makefile: () => workspace.makefiles,
    script: () => workspace.scripts,
    gofile: (): readonly GoFile[] => workspace.goFiles,
    "constrained-gofile": () => (constrained ??= workspace.goFiles.filter((file) => file.mentionsConstraint)),
  };
}
