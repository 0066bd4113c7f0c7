import type { Harm, Stage } from "./finding.ts";

/** What reports, gates and docs need to know of a rule: its words, not its check. */
export interface RuleInfo {
  /** `subject/bad-thing`. */
  readonly id: string;
  readonly status: "preview" | "stable" | "deprecated";
  readonly since: string;
  readonly harm: Harm;
  /** Names of lab scenarios in which the real go shows the harm. */
  readonly proof: readonly string[];
  /** Only for rules about Breakwater's own files, which no go can prove. */
  readonly stage?: Stage;
  readonly summary: string;
  readonly why: string;
  readonly remedy: string;
  readonly aliases?: readonly string[];
}
