/** Reference: https://docs.gitlab.com/ci/yaml/#extends */
import { entriesOf, entryOf, itemsOf, type YamlEntry, type YamlMapping } from "../yaml/node.ts";
import { mergeMappings } from "./merge-mappings.ts";
import type { PipelineContext } from "./pipeline-context.ts";

/** GitLab's own limit of levels. */
const maxDepth = 11;

/** Gives, by name, the entry of a job with everything it extends merged below it; a job is merged once. */
export function createExtender(
  root: YamlMapping,
  context: PipelineContext,
): (name: string) => YamlEntry | undefined {
  const entries = new Map(entriesOf(root).map((entry) => [entry.key.text, entry]));
  const done = new Map<string, YamlEntry>();
  const open: string[] = [];

  const extend = (name: string): YamlEntry | undefined => {
    const known = done.get(name);
    const entry = entries.get(name);
    if (known || entry?.value?.kind !== "mapping") return known ?? entry;
    open.push(name);
    const extended = { ...entry, value: mergeBases(entry.value) };
    open.pop();
    done.set(name, extended);
    return extended;
  };

  const mergeBases = (job: YamlMapping): YamlMapping => {
    let merged: YamlMapping | undefined;
    for (const base of itemsOf(entryOf(job, "extends")?.value)) {
      if (base.kind !== "scalar" || base.value === null) continue;
      const at = context.origins.placeOf(base);
      if (open.includes(base.text) || open.length >= maxDepth) {
        context.report(
          at,
          "extends-loop",
          `"${base.text}" extends itself, or is more than ${maxDepth} levels away`,
        );
        continue;
      }
      const value = extend(base.text)?.value;
      if (value?.kind !== "mapping") {
        context.report(at, "extends-missing", `no job "${base.text}" is in the files that were read`);
        continue;
      }
      merged = merged ? mergeMappings(merged, value, context) : value;
    }
    return merged ? mergeMappings(merged, job, context) : job;
  };

  return extend;
}
