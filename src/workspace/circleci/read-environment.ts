import { variableOfAssignment, variablesOfMapping } from "../read-variables.ts";
import type { Variable } from "../variable.ts";
import { itemsOf, type YamlNode } from "../yaml/node.ts";

/** `environment:` after replacement: a mapping, or a list of mappings and of `NAME=value`. */
export function readEnvironment(node: YamlNode | undefined): readonly Variable[] {
  return itemsOf(node).flatMap((item) => {
    if (item.kind !== "scalar") return variablesOfMapping(item, (text) => text);
    const variable = variableOfAssignment(item, (text) => text);
    return variable ? [variable] : [];
  });
}
