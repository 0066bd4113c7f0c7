import type { Harm, Stage } from "./finding.ts";
import type { RuleInfo } from "./rule-info.ts";

/** The stage a rule ships at: what the real go has shown may enforce (S3: warn), everything else observes. */
export function stageOf(rule: Pick<RuleInfo, "proof" | "stage">, harm: Harm): Stage {
  if (rule.stage) return rule.stage;
  if (rule.proof.length === 0) return "observe";
  return harm === "S3" ? "warn" : "enforce";
}

const order: readonly Stage[] = ["observe", "warn", "enforce"];

/** Whether `stage` is `least` or stricter. */
export function isAtLeast(stage: Stage, least: Stage): boolean {
  return order.indexOf(stage) >= order.indexOf(least);
}
