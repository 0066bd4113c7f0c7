import { UserError } from "../finding/user-error.ts";
import { rules } from "../rules/index.gen.ts";
import type { Rule } from "../rules/rule.ts";
import { nearRules } from "./near-rules.ts";

/** The rules that a user named, by id or old id; all when none is named. Throws a UserError for an unknown one. */
export function selectRules(ids: readonly string[]): readonly Rule[] {
  if (ids.length === 0) return rules;
  return ids.map((id) => {
    const rule = rules.find((each) => each.id === id || each.aliases?.includes(id));
    if (!rule)
      throw new UserError("no-such-rule", `No rule is called "${id}"`, {
        hint: nearRules(id, rules),
      });
    return rule;
  });
}
