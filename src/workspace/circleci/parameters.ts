import { fillHoles } from "../fill-holes.ts";
import { markHoles } from "../mark-holes.ts";
import { entriesOf, entryOf, type YamlEntry, type YamlNode, type YamlScalar } from "../yaml/node.ts";

/** What is known for `<< NAME >>`: full names such as `parameters.os`, with values that are resolved themselves. */
export type Parameters = ReadonlyMap<string, YamlNode>;

const mark = /(?<!\\)<<\s*((?:parameters|pipeline|matrix)\.[\w.-]+)\s*>>/g;
const markAlone = /^\s*<<\s*((?:parameters|pipeline|matrix)\.[\w.-]+)\s*>>\s*$/;

/** The part of `known` that holds everywhere in a configuration. */
export function pipelineOnly(known: Parameters): Parameters {
  return new Map([...known].filter(([name]) => name.startsWith("pipeline.")));
}

/** Parameters of a command, job or executor: its defaults, and over them the arguments it is given. */
export function parametersFor(
  definition: YamlNode | undefined,
  given: Parameters,
  outer: Parameters,
): Parameters {
  const known = new Map(pipelineOnly(outer));
  for (const { key, value } of entriesOf(entryOf(definition, "parameters")?.value)) {
    const chosen = given.get(key.text) ?? entryOf(value, "default")?.value;
    if (chosen) known.set(`parameters.${key.text}`, chosen);
  }
  return known;
}

/** A node with every known `<< NAME >>` in it replaced; unknown ones stand as holes of their scalars. */
export function resolveNode(node: YamlNode, known: Parameters): YamlNode {
  return resolve(node, known, new Map());
}

/** `done` keeps shared nodes shared: arguments handed on twice at each level would double the work each time. */
function resolve(node: YamlNode, known: Parameters, done: Map<YamlNode, YamlNode>): YamlNode {
  const before = done.get(node);
  if (before) return before;
  const resolved = resolveOnce(node, known, done);
  done.set(node, resolved);
  return resolved;
}

function resolveOnce(node: YamlNode, known: Parameters, done: Map<YamlNode, YamlNode>): YamlNode {
  if (node.kind === "scalar") return resolveScalar(node, known);
  if (node.kind === "sequence") {
    const items = node.items.map((item) => resolve(item, known, done));
    return items.every((item, index) => item === node.items[index]) ? node : { ...node, items };
  }
  const entries = node.entries.map((entry): YamlEntry => {
    const value = entry.value && resolve(entry.value, known, done);
    return value === entry.value ? entry : { ...entry, value };
  });
  return entries.every((entry, index) => entry === node.entries[index]) ? node : { ...node, entries };
}

/** A scalar that is one mark alone becomes the value itself, with the place where that value is written. */
function resolveScalar(scalar: YamlScalar, known: Parameters): YamlNode {
  if (!scalar.text.includes("<<")) return scalar;
  const alone = markAlone.exec(scalar.text)?.[1];
  const whole = alone === undefined ? undefined : known.get(alone);
  if (whole) return whole;
  const marked = markHoles(scalar.embedded, mark);
  if (marked === scalar.embedded) return scalar;
  const embedded = fillHoles(marked, (name) => {
    const value = known.get(name);
    return value?.kind === "scalar" && value.embedded.holes.length === 0 ? value.text : undefined;
  });
  return { ...scalar, text: embedded.text, value: embedded.text, embedded };
}

/** The scalar under a key after replacement. */
export function resolvedScalar(
  node: YamlNode | undefined,
  key: string,
  known: Parameters,
): YamlScalar | undefined {
  const value = resolvedValue(node, key, known);
  return value?.kind === "scalar" ? value : undefined;
}

/** The value under a key after replacement. */
export function resolvedValue(
  node: YamlNode | undefined,
  key: string,
  known: Parameters,
): YamlNode | undefined {
  const value = entryOf(node, key)?.value;
  return value && resolveNode(value, known);
}
