import type { Place } from "../../text/span.ts";
import type { YamlNode } from "../yaml/node.ts";

/** Which file each node of a pipeline was written in: after includes, one mapping holds nodes of many files. */
export interface Origins {
  /** Notes a file's whole tree. */
  addTree(node: YamlNode | undefined, file: string): void;
  /** Notes that a node was made out of another. */
  addCopy(copy: YamlNode, original: YamlNode): void;
  fileOf(node: YamlNode): string;
  placeOf(node: YamlNode): Place;
}

/** Origins of no node yet; `file` is the answer for a node that nobody noted. */
export function createOrigins(file: string): Origins {
  const files = new Map<YamlNode, string>();
  const addTree = (node: YamlNode | undefined, from: string): void => {
    if (!node || files.has(node)) return;
    files.set(node, from);
    if (node.kind === "sequence") for (const item of node.items) addTree(item, from);
    if (node.kind !== "mapping") return;
    for (const entry of node.entries) {
      addTree(entry.key, from);
      addTree(entry.value, from);
    }
  };
  const fileOf = (node: YamlNode): string => files.get(node) ?? file;
  return {
    addTree,
    addCopy: (copy, original) => void files.set(copy, fileOf(original)),
    fileOf,
    placeOf: (node) => ({ file: fileOf(node), span: node.span }),
  };
}
