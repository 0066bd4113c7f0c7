import type { Span } from "../../text/span.ts";
import { variableOf } from "../read-variables.ts";
import type { Variable } from "../variable.ts";
import { entriesOf, entryOf, itemsOf, scalarAt, type YamlNode } from "../yaml/node.ts";
import { decideCondition } from "./decide-condition.ts";
import type { CircleciStep } from "./model.ts";
import type { Namespace } from "./namespace.ts";
import { type Parameters, parametersFor, pipelineOnly, resolvedValue, resolveNode } from "./parameters.ts";
import { readEnvironment } from "./read-environment.ts";

/** Where steps stand: what is known there, and which commands they are inside of. */
export interface StepContext {
  readonly namespace: Namespace;
  readonly known: Parameters;
  readonly commands: readonly string[];
  readonly isConditional: boolean;
  /** Shared by one configuration: steps that may still be made, so that commands of commands cannot explode. */
  readonly budget: { left: number };
}

/** The steps of a list with commands, `when` and `unless` put in place. */
export function inlineSteps(steps: YamlNode | undefined, context: StepContext): readonly CircleciStep[] {
  return itemsOf(steps).flatMap((step) => inlineStep(step, context));
}

function inlineStep(step: YamlNode, context: StepContext): readonly CircleciStep[] {
  if (--context.budget.left < 0) return [];
  if (step.kind !== "mapping") {
    const resolved = resolveNode(step, context.known);
    if (resolved.kind === "scalar") return inlineNamed(resolved.text, undefined, step.span, context);
    return inlineResolved(resolved, context);
  }

  // Every part is resolved once only: what an argument brings along must not meet the names of this command.
  const [entry] = entriesOf(step);
  if (!entry) return [];
  const { value } = entry;
  const name = entry.key.text;
  if (name === "run") return [runStep(value && resolveNode(value, context.known), step.span, context)];
  if (name === "when" || name === "unless") return inlineConditional(name, value, context);
  if (name !== "steps") return inlineNamed(name, value, step.span, context);
  if (value?.kind !== "scalar") return inlineSteps(value, context);
  return inlineResolved(resolveNode(value, context.known), context);
}

/** Steps that came through a parameter of type steps. */
function inlineResolved(steps: YamlNode, context: StepContext): readonly CircleciStep[] {
  if (steps.kind === "scalar") return [];
  return inlineSteps(steps, { ...context, known: pipelineOnly(context.known) });
}

function inlineConditional(
  keyword: "when" | "unless",
  body: YamlNode | undefined,
  context: StepContext,
): readonly CircleciStep[] {
  const decided = decideCondition(resolvedValue(body, "condition", context.known));
  if (decided === (keyword === "unless")) return [];
  const isConditional = context.isConditional || decided === undefined;
  return inlineSteps(entryOf(body, "steps")?.value, { ...context, isConditional });
}

function inlineNamed(
  name: string,
  settings: YamlNode | undefined,
  span: Span,
  context: StepContext,
): readonly CircleciStep[] {
  const command = context.namespace.commands.get(name);
  const resolved = settings && resolveNode(settings, context.known);
  if (!command || context.commands.includes(name)) return [usesStep(name, resolved, span, context)];
  const given = new Map(
    entriesOf(resolved).flatMap(({ key, value }) => (value ? [[key.text, value] as const] : [])),
  );
  return inlineSteps(entryOf(command.entry.value, "steps")?.value, {
    ...context,
    namespace: command.namespace,
    known: parametersFor(command.entry.value, given, context.known),
    commands: [...context.commands, name],
  });
}

function runStep(value: YamlNode | undefined, span: Span, context: StepContext): CircleciStep {
  const command = value?.kind === "scalar" ? value : scalarAt(value, "command");
  return {
    span,
    run: command && { script: command.embedded, span: command.span },
    environment: readEnvironment(entryOf(value, "environment")?.value),
    workingDirectory: scalarAt(value, "working_directory"),
    shell: scalarAt(value, "shell"),
    uses: undefined,
    isConditional: context.isConditional,
  };
}

function usesStep(
  name: string,
  settings: YamlNode | undefined,
  span: Span,
  context: StepContext,
): CircleciStep {
  const inputs = entriesOf(settings).flatMap(({ key, value }): Variable[] =>
    value?.kind === "scalar" ? [variableOf(key, value, (text) => text)] : [],
  );
  return {
    span,
    run: undefined,
    environment: [],
    workingDirectory: undefined,
    shell: undefined,
    uses: { name, inputs, span },
    isConditional: context.isConditional,
  };
}
