import { entriesOf, type YamlEntry, type YamlMapping } from "../yaml/node.ts";
import type { PipelineContext } from "./pipeline-context.ts";

/** GitLab's deep merge: mappings merge key by key, everything else is replaced by `over`. YAML merge keys are applied first. */
export function mergeMappings(base: YamlMapping, over: YamlMapping, context: PipelineContext): YamlMapping {
  const entries = new Map<string, YamlEntry>();
  for (const entry of entriesOf(base)) entries.set(entry.key.text, entry);
  for (const entry of entriesOf(over)) {
    const below = entries.get(entry.key.text)?.value;
    const isBoth = below?.kind === "mapping" && entry.value?.kind === "mapping";
    const value = isBoth && context.spend() ? mergeMappings(below, entry.value, context) : entry.value;
    entries.set(entry.key.text, value === entry.value ? entry : { ...entry, value });
  }
  const merged: YamlMapping = { kind: "mapping", entries: [...entries.values()], span: over.span };
  context.origins.addCopy(merged, over);
  return merged;
}
