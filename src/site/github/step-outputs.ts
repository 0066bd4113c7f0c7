/** Outputs of steps: `echo "name=value" >> $GITHUB_OUTPUT`, read by `steps.id.outputs.name`. */
import type { WorkflowStep } from "../../workspace/github/model.ts";
import type { Environment } from "../environment.ts";
import { outputPrefix } from "../shell/environment-file.ts";
import type { Value } from "../value.ts";

export type StepOutputs = ReadonlyMap<string, Value>;

/** A line that writes outputs in a form that is followed to the end. */
const plainWrite = /^\s*(?:echo|cat)\s[^|;&]*>>\s*"?\$\{?GITHUB_OUTPUT\}?"?\s*$/;

/** The outputs with those that a step wrote; of a script that writes them in other ways, too, nothing is known. */
export function withOutputs(
  before: StepOutputs | undefined,
  { id, run }: Pick<WorkflowStep, "id" | "run">,
  environment: Environment,
): StepOutputs | undefined {
  const lines = run?.script.text.split("\n") ?? [];
  if (id === undefined || lines.some((line) => line.includes("GITHUB_OUTPUT") && !plainWrite.test(line)))
    return before;
  const own = [...environment.entries()].flatMap(([name, { value }]) =>
    name.startsWith(outputPrefix) ? [[`${id}.${name.slice(outputPrefix.length)}`, value] as const] : [],
  );
  return own.length === 0 ? before : new Map([...(before ?? []), ...own]);
}

/** The environment that later steps see. */
export function withoutOutputs(environment: Environment): Environment {
  const own = environment.names().filter((name) => name.startsWith(outputPrefix));
  return own.reduce((current, name) => current.without(name), environment);
}
