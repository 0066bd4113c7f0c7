import type { RuleInfo } from "../finding/rule-info.ts";
import { UserError } from "../finding/user-error.ts";
import type { SourceFile } from "../text/source-file.ts";
import type { Place } from "../text/span.ts";
import type { Config } from "./config.ts";
import { nearRules } from "./near-rules.ts";

/** A configuration that names no existing rule is refused: what its author meant to decide would not be decided. */
export function refuseUnknownRules(
  config: Config,
  known: readonly RuleInfo[],
  sourceOf: (file: string) => SourceFile | undefined,
): void {
  const names = new Set(known.flatMap(({ id, aliases }) => [id, ...(aliases ?? [])]));
  for (const [id, { at }] of config.stages) if (!names.has(id)) throw refusal(id, "rules", at);
  for (const [index, { rule, at, ruleAt }] of config.allow.entries())
    if (!names.has(rule)) throw refusal(rule, `allow[${index}]`, ruleAt ?? at);

  function refusal(id: string, where: string, at: Place): UserError {
    const position = sourceOf(at.file)?.lines.positionAt(at.span.start);
    const place = position ? `${at.file}:${position.line}:${position.column}` : at.file;
    const text = `Cannot use ${place}: no rule is called "${id}", under ${where}`;
    return new UserError("bad-config", text, { hint: nearRules(id, known) });
  }
}
