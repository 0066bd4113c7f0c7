/** What a rule is: metadata and one pure function from a model to problems. */
import type { Harm, Problem } from "../finding/finding.ts";
import type { Contract } from "../site/contract.ts";
import type { GoCommand, Site } from "../site/site.ts";
import type { Dockerfile } from "../workspace/dockerfile/model.ts";
import type { Workflow } from "../workspace/github/model.ts";
import type { GoFile } from "../workspace/gofiles/model.ts";
import type { GoModule, GoWorkspace } from "../workspace/gomod/model.ts";
import type { Makefile } from "../workspace/make/model.ts";
import type { ShellScript } from "../workspace/shell/ast.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** What a rule's `check` is called with, once for each model of that kind. */
export interface RuleInputs {
  readonly repository: undefined;
  readonly module: GoModule;
  readonly workspace: GoWorkspace;
  readonly site: Site;
  /** Each go command of each site; a command that several sites run through one line comes once per site. */
  readonly command: { readonly command: GoCommand; readonly site: Site };
  readonly dockerfile: Dockerfile;
  readonly workflow: Workflow;
  readonly makefile: Makefile;
  readonly script: ShellScript;
  readonly gofile: GoFile;
  /** Each Go file whose header mentions a build constraint, also a misspelt or misplaced one. */
  readonly "constrained-gofile": GoFile;
}

/** The rest of the repository, for rules that compare one thing with another. */
export interface RuleContext {
  readonly workspace: Workspace;
  readonly sites: readonly Site[];
  readonly contract: Contract;
  /** Reports that something this rule needs cannot be known. */
  unknown(at: Problem["at"], code: string, reason: string): void;
}

export interface Rule<Kind extends keyof RuleInputs = keyof RuleInputs> {
  /** `subject/bad-thing`. */
  readonly id: string;
  readonly status: "preview" | "stable" | "deprecated";
  readonly since: string;
  readonly harm: Harm;
  /** Names of lab scenarios (`lab/NAME.txtar`) in which the real go shows the harm; none means stage observe. */
  readonly proof: readonly string[];
  /** One sentence: the bad thing and its consequence. */
  readonly summary: string;
  readonly why: string;
  readonly remedy: string;
  readonly reads: Kind;
  /** Old ids that still work in suppressions. */
  readonly aliases?: readonly string[];
  check(input: RuleInputs[Kind], context: RuleContext): Iterable<Problem>;
}

/** Gives a rule its types; the folder and file name must equal its id. */
export function defineRule<Kind extends keyof RuleInputs>(rule: Rule<Kind>): Rule<Kind> {
  return rule;
}
