/** What a rule, a report, a baseline and a policy all speak of. */
import type { Place } from "../text/span.ts";
import type { Fix } from "./fix.ts";

/** S0 supply chain or data loss, S1 wrong artefact while everything is green, S2 the build breaks, S3 drift or hygiene. */
export type Harm = "S0" | "S1" | "S2" | "S3";
export type Severity = "error" | "warning" | "note";
/** What a finding may do: be shown on request, be shown, fail the run. */
export type Stage = "observe" | "warn" | "enforce";
/** The outcomes that are findings. Verified, unknown and not-applicable are counted elsewhere. */
export type FindingOutcome = "contradicted" | "ineffective";

/** What a rule yields: place, message and proof. */
export interface Problem {
  /** The line a person would edit. */
  readonly at: Place;
  /** Consequence and reason with the values of both sides, whole sentences, no final period for one sentence. */
  readonly message: string;
  /** One action. Falls back to the rule's own `remedy`. */
  readonly remedy?: string;
  readonly outcome?: FindingOutcome;
  /** The other lines that prove it, each with what it shows. */
  readonly evidence?: readonly { readonly at: Place; readonly shows: string }[];
  /** Id of the site in which it happens. */
  readonly site?: string;
  /** Problems of one rule with one cause share this text; the human report prints them as one paragraph. */
  readonly cause?: string;
  /** How it can be mended by editing files; undefined when a person has to decide. */
  readonly fix?: Fix;
  /** The harm in this case, where it is less or more than the rule's own. */
  readonly harm?: Harm;
}

/** A problem with its rule: what reports print and gates judge. */
export interface Finding extends Problem {
  readonly rule: string;
  readonly harm: Harm;
  readonly severity: Severity;
  readonly stage: Stage;
  readonly outcome: FindingOutcome;
  readonly remedy: string;
  /** Same text for findings of one cause. */
  readonly group: string;
  /** Hash of rule, file and the content of the marked lines: survives moved lines. */
  readonly fingerprint: string;
  /** Ids of all sites in which it happens; `site` is the first. */
  readonly sites: readonly string[];
  readonly suppression: Suppression | undefined;
}

/** Why a finding is not reported. */
export interface Suppression {
  readonly kind: "comment" | "config" | "baseline";
  readonly reason: string;
  readonly at: Place | undefined;
}

/** S0 and S1 are errors, S2 a warning, S3 a note. */
export function severityOf(harm: Harm): Severity {
  if (harm === "S0" || harm === "S1") return "error";
  return harm === "S2" ? "warning" : "note";
}
