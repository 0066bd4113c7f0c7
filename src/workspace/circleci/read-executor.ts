import type { Span } from "../../text/span.ts";
import type { Variable } from "../variable.ts";
import { entriesOf, itemsOf, scalarAt, valueAt, type YamlNode, type YamlScalar } from "../yaml/node.ts";
import type { Namespace } from "./namespace.ts";
import { type Parameters, parametersFor, resolvedScalar, resolvedValue, resolveNode } from "./parameters.ts";
import { readEnvironment } from "./read-environment.ts";

/** The machine that a job runs on. */
export interface Executor {
  readonly image: YamlScalar | undefined;
  readonly machineImage: YamlScalar | undefined;
  readonly macosVersion: YamlScalar | undefined;
  readonly environment: readonly Variable[];
  readonly workingDirectory: YamlScalar | undefined;
  readonly shell: YamlScalar | undefined;
  /** The name of an executor that is not in this file. */
  readonly elsewhere: { readonly name: string; readonly span: Span } | undefined;
}

/** What a job or an executor says about its machine; a job's own lines win over those of the executor it names. */
export function readExecutor(node: YamlNode | undefined, known: Parameters, namespace: Namespace): Executor {
  const own = readOwn(node, known);
  const named = resolvedValue(node, "executor", known);
  if (!named) return own;
  const name = named.kind === "scalar" ? named : scalarAt(named, "name");
  if (!name) return own;
  const definition = namespace.executors.get(name.text);
  if (!definition) return { ...own, elsewhere: { name: name.text, span: name.span } };

  const given = new Map(
    entriesOf(named).flatMap(({ key, value }) =>
      value && key.text !== "name" ? [[key.text, value] as const] : [],
    ),
  );
  const base = readOwn(definition.entry.value, parametersFor(definition.entry.value, given, known));
  return {
    image: own.image ?? base.image,
    machineImage: own.machineImage ?? base.machineImage,
    macosVersion: own.macosVersion ?? base.macosVersion,
    environment: [...base.environment, ...own.environment],
    workingDirectory: own.workingDirectory ?? base.workingDirectory,
    shell: own.shell ?? base.shell,
    elsewhere: undefined,
  };
}

function readOwn(node: YamlNode | undefined, known: Parameters): Executor {
  const container = itemsOf(resolvedValue(node, "docker", known))[0];
  const machine = resolvedValue(node, "machine", known);
  const environment = valueAt(node, "environment");
  return {
    image: scalarAt(container, "image"),
    machineImage: machine?.kind === "scalar" ? machine : scalarAt(machine, "image"),
    macosVersion: scalarAt(resolvedValue(node, "macos", known), "xcode"),
    environment: [
      ...readEnvironment(valueAt(container, "environment")),
      ...readEnvironment(environment && resolveNode(environment, known)),
    ],
    workingDirectory: resolvedScalar(node, "working_directory", known),
    shell: resolvedScalar(node, "shell", known),
    elsewhere: undefined,
  };
}
