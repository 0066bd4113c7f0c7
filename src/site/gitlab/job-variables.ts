/**
 * The variables of a GitLab job: those of the pipeline, of `workflow:rules`, of the job, of its rules and of its
 * matrix, each over the ones before. They are filled in when all are there, whatever their order.
 * https://docs.gitlab.com/ci/variables/#cicd-variable-precedence
 */
import type { Place } from "../../text/span.ts";
import type { GitlabJob } from "../../workspace/gitlab/model.ts";
import type { YamlScalar } from "../../workspace/yaml/node.ts";
import type { Environment } from "../environment.ts";
import { fillVariable, scalarText } from "../template-text.ts";
import { isTooLong, known, unknown, type Value } from "../value.ts";
import { ruleVariables } from "./rule-variables.ts";

/** Variables in variables; nobody writes that many. */
const deepest = 100;

interface Written {
  /** As written, with its dollars. */
  readonly value: Value;
  readonly at: Place | undefined;
  readonly by: string;
  readonly isRaw: boolean;
}

/** The environment with every variable of one cell of a job. */
export function withJobVariables(
  job: GitlabJob,
  cell: ReadonlyMap<string, YamlScalar>,
  environment: Environment,
): Environment {
  const written = writtenVariables(job, cell);
  const done = new Map<string, Value>();
  const open = new Set<string>();

  const resolved = (name: string, at: Place | undefined): Value => {
    const variable = written.get(name);
    if (!variable) {
      return environment.get(name)?.value ?? unknown(`$${name} is set outside of the files`, at);
    }
    const filled = done.get(name);
    if (filled) return filled;
    if (open.has(name)) return unknown(`$${name} refers to itself`, at);
    if (open.size > deepest) return unknown(`$${name} stands behind more than ${deepest} others`, at);
    open.add(name);
    const value = fill(variable);
    open.delete(name);
    done.set(name, value);
    return value;
  };

  const fill = ({ value, at, isRaw }: Written): Value => {
    if (value.kind === "unknown" || isRaw) return value;
    let missing: Value | undefined;
    let text = "";
    let last = 0;
    for (const match of value.text.matchAll(/\$\$|\$(?:(\w+)|\{(\w+)\})|%(\w+)%/g)) {
      const name = match[1] ?? match[2] ?? match[3];
      const part = name === undefined ? known("$") : resolved(name, at);
      if (part.kind === "unknown") missing ??= part;
      else text += value.text.slice(last, match.index) + part.text;
      last = match.index + match[0].length;
      if (isTooLong(text)) return unknown("it grows too long", at);
    }
    return missing ? { ...missing, at } : known(text + value.text.slice(last), value.at);
  };

  return [...written].reduce(
    (current, [name, { at, by }]) => current.with(name, { value: resolved(name, at), at, by }),
    environment,
  );
}

function writtenVariables(
  job: GitlabJob,
  cell: ReadonlyMap<string, YamlScalar>,
): ReadonlyMap<string, Written> {
  const written = new Map<string, Written>();
  const addOwn = (isGlobal: boolean): void => {
    for (const variable of job.variables) {
      if ((variable.isGlobal ?? false) !== isGlobal) continue;
      const at: Place = { file: variable.file, span: variable.valueSpan };
      const value = fillVariable(variable, at, (expression, place) =>
        unknown(`GitLab fills in ${expression}`, place),
      );
      if (variable.yamlType === "null") written.delete(variable.name);
      else written.set(variable.name, { value, at, by: "variables", isRaw: variable.isRaw ?? false });
    }
  };
  const addRules = (rules: GitlabJob["rules"], file: string, by: string): void => {
    const own = (name: string): Value | undefined => written.get(name)?.value;
    for (const [name, value] of ruleVariables(rules, file, own)) {
      if (by === "rules:variables" || (job.inheritedNames?.has(name) ?? true))
        written.set(name, { value, at: value.at, by, isRaw: false });
    }
  };
  addOwn(true);
  addRules(job.pipelineRules?.node, job.pipelineRules?.file ?? "", "workflow:rules:variables");
  addOwn(false);
  addRules(job.rules, job.rulesFile, "rules:variables");
  for (const [name, scalar] of cell) {
    const file = job.matrix.kind === "cells" ? job.matrix.file : job.at.file;
    const at: Place = { file, span: scalar.span };
    written.set(name, { value: known(scalarText(scalar), at), at, by: "parallel:matrix", isRaw: false });
  }
  return written;
}
