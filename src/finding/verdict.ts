import type { Finding, Stage } from "./finding.ts";
import { isAtLeast } from "./stage.ts";

/** From which stage on findings fail the run; `unknown` also fails on what could not be known. */
export type FailOn = Stage | "unknown";

export const failOnLevels: readonly FailOn[] = ["observe", "warn", "enforce", "unknown"];

/** 0 clean, 1 findings that fail the run. The report's format never changes it. */
export function exitCodeOf(input: {
  readonly findings: readonly Pick<Finding, "stage">[];
  readonly unknowns: number;
  readonly failOn: FailOn;
}): 0 | 1 {
  const { findings, unknowns, failOn } = input;
  if (failOn === "unknown" && unknowns > 0) return 1;
  return findings.some((finding) => failsRun(finding, failOn)) ? 1 : 0;
}

/** Whether this finding alone makes the exit code 1. */
export function failsRun(finding: Pick<Finding, "stage">, failOn: FailOn): boolean {
  return isAtLeast(finding.stage, failOn === "unknown" ? "enforce" : failOn);
}
