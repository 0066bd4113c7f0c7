import {
  entriesOf,
  entryOf,
  itemsOf,
  scalarAt,
  valueAt,
  type YamlNode,
  type YamlScalar,
} from "../yaml/node.ts";
import { type Parameters, resolveNode } from "./parameters.ts";

/** One use of a job in a workflow; a matrix gives one for each combination. */
export interface Invocation {
  readonly job: string;
  /** The name that CircleCI shows. */
  readonly name: string;
  readonly reference: YamlScalar;
  readonly given: Parameters;
  readonly preSteps: YamlNode | undefined;
  readonly postSteps: YamlNode | undefined;
}

/** Keys beside the arguments of a job. */
const settings = new Set([
  "name",
  "requires",
  "context",
  "filters",
  "matrix",
  "type",
  "pre-steps",
  "post-steps",
  "serial-group",
  "override-with",
  "max_auto_reruns",
]);
const maxCombinations = 256;

/** Every use of a job in the workflows, in order; approvals are no jobs. */
export function readInvocations(root: YamlNode | undefined, pipeline: Parameters): readonly Invocation[] {
  return entriesOf(valueAt(root, "workflows")).flatMap(({ value: workflow }) =>
    itemsOf(valueAt(workflow, "jobs")).flatMap((item) => invocationsOf(item, pipeline)),
  );
}

function invocationsOf(item: YamlNode, pipeline: Parameters): readonly Invocation[] {
  if (item.kind === "scalar") {
    return [
      {
        job: item.text,
        name: item.text,
        reference: item,
        given: new Map(),
        preSteps: undefined,
        postSteps: undefined,
      },
    ];
  }
  const [entry] = entriesOf(item);
  if (!entry || scalarAt(entry.value, "type")?.text === "approval") return [];
  const { key, value } = entry;
  return combinationsOf(valueAt(value, "matrix"), pipeline).map((combination): Invocation => {
    const known = new Map(pipeline);
    for (const [name, chosen] of combination) known.set(`matrix.${name}`, chosen);
    const given = new Map(combination);
    for (const argument of entriesOf(value)) {
      if (settings.has(argument.key.text) || !argument.value) continue;
      given.set(argument.key.text, resolveNode(argument.value, known));
    }
    const name = entryOf(value, "name")?.value;
    const shown = name && resolveNode(name, known);
    const suffix = [...combination.values()].map((chosen) =>
      chosen.kind === "scalar" ? `-${chosen.text}` : "",
    );
    return {
      job: key.text,
      name: shown?.kind === "scalar" ? shown.text : key.text + suffix.join(""),
      reference: key,
      given,
      preSteps: resolved(valueAt(value, "pre-steps"), known),
      postSteps: resolved(valueAt(value, "post-steps"), known),
    };
  });
}

function resolved(node: YamlNode | undefined, known: Parameters): YamlNode | undefined {
  return node && resolveNode(node, known);
}

/** The combinations of a matrix without the excluded ones; one empty combination without a matrix. */
function combinationsOf(matrix: YamlNode | undefined, pipeline: Parameters): readonly Parameters[] {
  let combinations: Parameters[] = [new Map()];
  for (const { key, value } of entriesOf(valueAt(matrix, "parameters"))) {
    const choices = itemsOf(value && resolveNode(value, pipeline));
    if (choices.length === 0 || combinations.length * choices.length > maxCombinations) continue;
    combinations = combinations.flatMap((combination) =>
      choices.map((choice) => new Map([...combination, [key.text, choice]])),
    );
  }
  const excluded = itemsOf(valueAt(matrix, "exclude")).map(entriesOf);
  return combinations.filter(
    (combination) =>
      !excluded.some(
        (entries) =>
          entries.length > 0 && entries.every(({ key, value }) => isSame(combination.get(key.text), value)),
      ),
  );
}

function isSame(a: YamlNode | undefined, b: YamlNode | undefined): boolean {
  return a?.kind === "scalar" && b?.kind === "scalar" && a.text === b.text;
}
