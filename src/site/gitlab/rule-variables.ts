/** Variables that the `rules:` of a GitLab job set: which of them holds depends on the rule that creates the job. */
import type { Place } from "../../text/span.ts";
import type { GitlabJob } from "../../workspace/gitlab/model.ts";
import { entriesOf, entryOf, scalarAt, type YamlMapping, type YamlNode } from "../../workspace/yaml/node.ts";
import type { Environment } from "../environment.ts";
import { expandVariables } from "../expand-variables.ts";
import { scalarText } from "../template-text.ts";
import { known, oneOf, unknown, type Value } from "../value.ts";

/** The environment of a job with what its rules set; what only some of them set is one of several texts. */
export function withRuleVariables(job: GitlabJob, environment: Environment): Environment {
  const rules = creatingRules(rulesOf(job.rules));
  const settings = rules.map((rule) => variablesOf(rule, job.rulesFile, environment));
  const names = new Set(settings.flatMap((setting) => [...setting.keys()]));
  let result = environment;
  for (const name of names) {
    const own = environment.get(name)?.value ?? known("");
    const values = settings.map((setting) => setting.get(name) ?? own);
    const at = settings.map((setting) => setting.get(name)?.at).find(Boolean);
    result = result.with(name, { value: joined(values, name, at), at, by: "rules:variables" });
  }
  return result;
}

function joined(values: readonly Value[], name: string, at: Place | undefined): Value {
  const [first] = values;
  const reason = `which of the job's rules sets ${name} is known when the pipeline starts`;
  const texts = values.map((value) => (value.kind === "known" ? value.text : undefined));
  if (texts.includes(undefined)) return unknown(reason, at);
  if (first?.kind === "known" && new Set(texts).size === 1) return first;
  return oneOf(
    texts.filter((text) => text !== undefined),
    reason,
    at,
  );
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

function variablesOf(rule: YamlMapping, file: string, environment: Environment): ReadonlyMap<string, Value> {
  const variables = new Map<string, Value>();
  for (const { key, value } of entriesOf(entryOf(rule, "variables")?.value)) {
    if (value?.kind !== "scalar") continue;
    const at: Place = { file, span: value.span };
    const isUnset = value.value === null;
    variables.set(key.text, isUnset ? known("", at) : expandVariables(scalarText(value), environment, at));
  }
  return variables;
}
