import type { YamlNode } from "../../workspace/yaml/node.ts";

/** What a YAML node says, without places and styles: equal texts mean that an edit changed nothing of it. */
export function plainYaml(node: YamlNode | undefined): string {
  if (node === undefined) return "-";
  const tag = node.tag ?? "";
  if (node.kind === "scalar") {
    const isPlain = node.style === "plain";
    return `${tag}${isPlain ? "plain" : "text"} ${JSON.stringify(node.text)}`;
  }
  if (node.kind === "sequence") return `${tag}[${node.items.map(plainYaml).join(",")}]`;
  const entries = node.entries.map(({ key, value }) => `${plainYaml(key)}:${plainYaml(value)}`);
  return `${tag}{${entries.join(",")}}`;
}
