/** Reference: https://docs.gitlab.com/ci/yaml/yaml_optimization/#reference-tags */
import {
  entriesOf,
  entryOf,
  type YamlEntry,
  type YamlMapping,
  type YamlNode,
  type YamlSequence,
} from "../yaml/node.ts";
import type { PipelineContext } from "./pipeline-context.ts";

/** GitLab follows references inside references ten levels deep. */
const maxDepth = 10;

/** The configuration with every `!reference [JOB, KEY, …]` replaced by what it names, after `extends` was applied. */
export function resolveReferences(root: YamlMapping, context: PipelineContext): YamlMapping {
  const done = new Map<YamlNode, YamlNode | undefined>();
  const open = new Set<YamlNode>();

  const resolve = (node: YamlNode, depth: number): YamlNode | undefined => {
    if (node.kind === "scalar") return node;
    if (done.has(node)) return done.get(node);
    if (open.has(node)) {
      context.report(context.origins.placeOf(node), "reference-loop", "this reference leads back to itself");
      return undefined;
    }
    open.add(node);
    const resolved = isReference(node) ? follow(node, depth) : copy(node, depth);
    open.delete(node);
    done.set(node, resolved);
    return resolved;
  };

  const follow = (reference: YamlSequence, depth: number): YamlNode | undefined => {
    const at = context.origins.placeOf(reference);
    const keys = reference.items.map((item) => (item.kind === "scalar" ? item.text : ""));
    const target = keys.reduce<YamlNode | undefined>((node, key) => entryOf(node, key)?.value, root);
    if (!target || keys.length === 0) {
      context.report(
        at,
        "reference-missing",
        `nothing stands under ${keys.map((key) => `"${key}"`).join(", ")}`,
      );
      return undefined;
    }
    if (depth >= maxDepth) {
      context.report(at, "reference-loop", `references are followed ${maxDepth} levels deep`);
      return undefined;
    }
    return resolve(target, depth + 1);
  };

  const copy = (node: YamlMapping | YamlSequence, depth: number): YamlNode => {
    if (node.kind === "sequence") {
      const items = node.items.flatMap((item) => resolve(item, depth) ?? []);
      const isSame = items.length === node.items.length && items.every((item, at) => item === node.items[at]);
      return isSame ? node : noted({ ...node, items }, node);
    }
    const entries = entriesOf(node).map((entry): YamlEntry => {
      const value = entry.value && resolve(entry.value, depth);
      return value === entry.value ? entry : { ...entry, value };
    });
    return noted({ ...node, entries }, node);
  };

  const noted = <Node extends YamlNode>(made: Node, original: YamlNode): Node => {
    context.origins.addCopy(made, original);
    return made;
  };

  const resolved = resolve(root, 0);
  return resolved?.kind === "mapping" ? resolved : root;
}

function isReference(node: YamlNode): node is YamlSequence {
  return node.kind === "sequence" && node.tag === "!reference";
}
