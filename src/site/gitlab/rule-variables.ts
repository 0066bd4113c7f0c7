/** Variables that `rules:` set: which of them holds depends on the rule that creates the job or the pipeline. */
import type { Place } from "../../text/span.ts";
import { entriesOf, entryOf, scalarAt, type YamlMapping, type YamlNode } from "../../workspace/yaml/node.ts";
import { scalarText } from "../template-text.ts";
import { known, oneOf, unknown, type Value } from "../value.ts";

/** What rules set, as written; what only some of them set is one of several texts, `own` the one without them. */
export function ruleVariables(
  rules: YamlNode | undefined,
  file: string,
  own: (name: string) => Value | undefined,
): ReadonlyMap<string, Value> {
  const settings = creatingRules(rulesOf(rules)).map((rule) => variablesOf(rule, file));
  const names = new Set(settings.flatMap((setting) => [...setting.keys()]));
  return new Map(
    [...names].map((name) => {
      const values = settings.map((setting) => setting.get(name) ?? own(name) ?? known(""));
      const at = settings.map((setting) => setting.get(name)?.at).find(Boolean);
      return [name, joined(values, name, at)];
    }),
  );
}

/** Whether rules are there and none of them can create the job. */
export function neverCreates(rules: YamlNode | undefined): boolean {
  const all = rulesOf(rules);
  return all.length > 0 && creatingRules(all).length === 0;
}

function joined(values: readonly Value[], name: string, at: Place | undefined): Value {
  const [first] = values;
  const reason = `which of the rules sets ${name} is known when the pipeline starts`;
  const texts = values.flatMap((value) => (value.kind === "known" ? [value.text] : []));
  const isOpen = texts.length < values.length || (new Set(texts).size > 1 && texts.join("").includes("$"));
  if (isOpen) return unknown(reason, at);
  if (first?.kind === "known" && new Set(texts).size === 1) return { ...first, at };
  return oneOf(texts, reason, at);
}

/** Rules in order; lists inside lists come from references. */
function rulesOf(node: YamlNode | undefined): readonly YamlMapping[] {
  if (node?.kind === "sequence") return node.items.flatMap(rulesOf);
  return node?.kind === "mapping" ? [node] : [];
}

/** Rules that can create the job: none behind one without a condition, and none with `when: never`. */
function creatingRules(rules: readonly YamlMapping[]): readonly YamlMapping[] {
  const last = rules.findIndex((rule) => !["if", "changes", "exists"].some((key) => entryOf(rule, key)));
  const reached = last === -1 ? rules : rules.slice(0, last + 1);
  return reached.filter((rule) => scalarAt(rule, "when")?.text !== "never");
}

function variablesOf(rule: YamlMapping, file: string): ReadonlyMap<string, Value> {
  const variables = new Map<string, Value>();
  for (const { key, value } of entriesOf(entryOf(rule, "variables")?.value)) {
    if (value?.kind !== "scalar") continue;
    const at: Place = { file, span: value.span };
    variables.set(key.text, value.value === null ? known("", at) : known(scalarText(value), at));
  }
  return variables;
}
