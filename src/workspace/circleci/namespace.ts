import { entriesOf, entryOf, type YamlEntry, type YamlNode } from "../yaml/node.ts";

/** A named command, job or executor, with the names that are visible inside it. */
export interface Definition {
  readonly entry: YamlEntry;
  readonly namespace: Namespace;
}

/** The commands, executors and jobs of a configuration or of an orb that is written inside it. */
export interface Namespace {
  readonly commands: ReadonlyMap<string, Definition>;
  readonly executors: ReadonlyMap<string, Definition>;
  readonly jobs: ReadonlyMap<string, Definition>;
}

const deepestOrbs = 10;

/** Collects what a configuration defines; the parts of an inline orb `go` are found as `go/NAME`. */
export function namespaceOf(root: YamlNode | undefined, depth = 0): Namespace {
  const commands = new Map<string, Definition>();
  const executors = new Map<string, Definition>();
  const jobs = new Map<string, Definition>();
  const namespace: Namespace = { commands, executors, jobs };

  for (const orb of depth < deepestOrbs ? entriesOf(entryOf(root, "orbs")?.value) : []) {
    if (orb.value?.kind !== "mapping") continue;
    const inner = namespaceOf(orb.value, depth + 1);
    for (const [name, definition] of inner.commands) commands.set(`${orb.key.text}/${name}`, definition);
    for (const [name, definition] of inner.executors) executors.set(`${orb.key.text}/${name}`, definition);
    for (const [name, definition] of inner.jobs) jobs.set(`${orb.key.text}/${name}`, definition);
  }
  const collect = (key: string, into: Map<string, Definition>): void => {
    for (const entry of entriesOf(entryOf(root, key)?.value)) into.set(entry.key.text, { entry, namespace });
  };
  collect("commands", commands);
  collect("executors", executors);
  collect("jobs", jobs);
  return namespace;
}
