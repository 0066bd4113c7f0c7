/** The parts that workflows, jobs and composite actions share: variables, defaults, inputs, steps. */
import { variableOf } from "../read-variables.ts";
import type { Variable } from "../variable.ts";
import { entriesOf, entryOf, scalarAt, valueAt, type YamlNode, type YamlScalar } from "../yaml/node.ts";
import { markExpressions, markedScalar } from "./mark-expressions.ts";
import type { InputDeclaration, RunDefaults, WorkflowStep } from "./model.ts";

/** A scalar below a node with its expressions marked. */
export function readScalar(node: YamlNode | undefined, ...keys: readonly string[]): YamlScalar | undefined {
  const scalar = scalarAt(node, ...keys);
  return scalar && markedScalar(scalar);
}

/** `env:` and `with:`; a name without value has the empty text. */
export function readVariables(node: YamlNode | undefined): readonly Variable[] {
  return entriesOf(node).flatMap(({ key, value }) => {
    if (value && value.kind !== "scalar") return [];
    return [variableOf(key, value ?? emptyAfter(key), markExpressions)];
  });
}

function emptyAfter(key: YamlScalar): YamlScalar {
  const at = key.span.end;
  const embedded = { text: "", holes: [], fileOffset: () => at };
  return { kind: "scalar", text: "", style: "plain", value: null, span: { start: at, end: at }, embedded };
}

/** `defaults.run` of a workflow or job. */
export function readDefaults(node: YamlNode | undefined): RunDefaults {
  const run = valueAt(node, "defaults", "run");
  return { shell: readScalar(run, "shell"), workingDirectory: readScalar(run, "working-directory") };
}

/** The `inputs:` of a trigger or action. */
export function readInputs(node: YamlNode | undefined): readonly InputDeclaration[] {
  return entriesOf(node).map(({ key, value, span }) => ({
    name: key.text,
    defaultValue: readScalar(value, "default"),
    type: scalarAt(value, "type")?.text,
    span,
  }));
}

/** The `steps:` of a job or composite action; entries of another shape are left out, indexes kept. */
export function readSteps(node: YamlNode | undefined): readonly WorkflowStep[] {
  if (node?.kind !== "sequence") return [];
  return node.items.flatMap((item, index) => (item.kind === "mapping" ? [readStep(item, index)] : []));
}

function readStep(node: YamlNode, index: number): WorkflowStep {
  const run = entryOf(node, "run");
  const uses = scalarAt(node, "uses");
  return {
    index,
    id: scalarAt(node, "id")?.text,
    name: readScalar(node, "name"),
    span: node.span,
    condition: readScalar(node, "if"),
    env: readVariables(valueAt(node, "env")),
    continueOnError: readScalar(node, "continue-on-error"),
    run:
      run?.value?.kind === "scalar"
        ? { script: markExpressions(run.value.embedded), span: run.value.span, keySpan: run.key.span }
        : undefined,
    shell: readScalar(node, "shell"),
    workingDirectory: readScalar(node, "working-directory"),
    uses: uses && readUses(uses),
    inputs: readVariables(valueAt(node, "with")),
  };
}

function readUses(scalar: YamlScalar): NonNullable<WorkflowStep["uses"]> {
  const { text, span } = scalar;
  const at = text.startsWith("./") ? -1 : text.lastIndexOf("@");
  return {
    action: at === -1 ? text : text.slice(0, at),
    ref: at === -1 ? undefined : text.slice(at + 1),
    scalar: markedScalar(scalar),
    span,
  };
}
