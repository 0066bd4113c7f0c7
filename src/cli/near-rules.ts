import type { RuleInfo } from "../finding/rule-info.ts";
import { nearestWord } from "../text/nearest-word.ts";

/** A hint for a rule id that does not exist: the ids that may be meant, else where all are listed. */
export function nearRules(id: string, rules: readonly RuleInfo[]): string {
  const ids = rules.map((rule) => rule.id);
  const nearest = nearestWord(id, ids);
  const near = nearest !== undefined ? [nearest] : id === "" ? [] : ids.filter((each) => each.includes(id));
  return near.length > 0
    ? `did you mean ${near.slice(0, 5).join(", ")}?`
    : "breakwater explain lists all rules";
}
