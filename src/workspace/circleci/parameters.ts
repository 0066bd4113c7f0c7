import { fillNodes, type MarkSyntax } from "../fill-nodes.ts";
import { entriesOf, entryOf, type YamlNode, type YamlScalar } from "../yaml/node.ts";

/** What is known for `<< NAME >>`: full names such as `parameters.os`, with values that are resolved themselves. */
export type Parameters = ReadonlyMap<string, YamlNode>;

const syntax: MarkSyntax = {
  opening: "<<",
  anywhere: /(?<!\\)<<\s*((?:parameters|pipeline|matrix)\.[\w.-]+)\s*>>/g,
  alone: /^\s*<<\s*((?:parameters|pipeline|matrix)\.[\w.-]+)\s*>>\s*$/,
};

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
  return fillNodes(node, { syntax, lookUp: (name) => known.get(name) });
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
