/** Reference: https://docs.gitlab.com/ci/yaml/includes/ */
import { fillNodes, type MarkSyntax } from "../fill-nodes.ts";
import { type Sources, settingsLimitBytes } from "../sources.ts";
import {
  entriesOf,
  entryOf,
  itemsOf,
  scalarAt,
  valueAt,
  type YamlComment,
  type YamlMapping,
  type YamlNode,
  type YamlScalar,
} from "../yaml/node.ts";
import { parseYamlAll } from "../yaml/parse-yaml.ts";
import { matchIncludePath } from "./match-include-path.ts";
import { mergeMappings } from "./merge-mappings.ts";
import type { PipelineContext } from "./pipeline-context.ts";

/** Values for `$[[ inputs.NAME ]]`, by full name. */
export type Inputs = ReadonlyMap<string, YamlNode>;

/** A configuration with all its local includes merged in. */
export interface LoadedConfiguration {
  readonly root: YamlMapping | undefined;
  readonly includedFiles: readonly string[];
  readonly comments: readonly (YamlComment & { readonly file: string })[];
}

const syntax: MarkSyntax = {
  opening: "$[[",
  anywhere: /\$\[\[((?:(?!\]\]|\$\[\[)[\s\S])*)\]\]/g,
  alone: /^\$\[\[((?:(?!\]\]|\$\[\[)[\s\S])*)\]\]$/,
};
/** GitLab's own limit. */
const maxIncludes = 150;

interface Loading {
  readonly sources: Sources;
  readonly context: PipelineContext;
  readonly included: Set<string>;
  readonly comments: Map<string, readonly (YamlComment & { readonly file: string })[]>;
  left: number;
}

/** Reads a file and what it includes from the same repository; other includes become problems. */
export function loadConfiguration(
  file: string,
  sources: Sources,
  context: PipelineContext,
): LoadedConfiguration {
  const loading: Loading = { sources, context, included: new Set(), comments: new Map(), left: maxIncludes };
  const root = loadFile(loading, file, new Map(), []);
  return { root, includedFiles: [...loading.included], comments: [...loading.comments.values()].flat() };
}

function loadFile(
  loading: Loading,
  file: string,
  given: Inputs,
  stack: readonly string[],
): YamlMapping | undefined {
  const { sources, context, comments } = loading;
  const source = sources.read(file, settingsLimitBytes);
  if (!source) return undefined;
  const documents = parseYamlAll(source);
  for (const { problems, root } of documents) {
    context.origins.addTree(root, file);
    for (const { span, reason } of problems) context.report({ file, span }, "broken-file", reason);
  }
  comments.set(
    file,
    documents.flatMap((document) => document.comments.map((comment) => ({ ...comment, file }))),
  );

  const [first, second] = documents;
  const header = second && entryOf(first?.root, "spec") ? first?.root : undefined;
  const content = header ? second?.root : first?.root;
  if (content?.kind !== "mapping") return undefined;
  const inputs = new Map(given);
  for (const { key, value } of entriesOf(valueAt(header, "spec", "inputs"))) {
    const name = `inputs.${key.text}`;
    const fallback = entryOf(value, "default")?.value;
    if (fallback && !inputs.has(name)) inputs.set(name, fallback);
  }
  const filled = fillNodes(content, {
    syntax,
    lookUp: (name) => inputs.get(name),
    onCopy: context.origins.addCopy,
  });
  if (filled.kind !== "mapping") return undefined;

  let merged: YamlMapping | undefined;
  for (const include of itemsOf(entryOf(filled, "include")?.value)) {
    for (const part of loadInclude(loading, include, [...stack, file])) {
      merged = merged ? mergeMappings(merged, part, context) : part;
    }
  }
  return merged ? mergeMappings(merged, filled, context) : filled;
}

function loadInclude(loading: Loading, include: YamlNode, stack: readonly string[]): readonly YamlMapping[] {
  const { context } = loading;
  const local = localPath(include);
  if (!local) {
    context.report(context.origins.placeOf(include), "include-elsewhere", elsewhereReason(include));
    return [];
  }
  const at = context.origins.placeOf(local);
  if (local.text.includes("$")) {
    context.report(at, "include-elsewhere", `which file "${local.text}" is depends on a variable`);
    return [];
  }
  if (entryOf(include, "rules")) {
    context.report(at, "include-conditional", `whether "${local.text}" is included depends on its rules`);
  }
  const paths = findLocal(loading.sources, local.text);
  if (paths.length === 0) {
    context.report(at, "include-missing", `the included file "${local.text}" is not in the repository`);
  }
  const inputs = new Map(
    entriesOf(entryOf(include, "inputs")?.value).flatMap(({ key, value }) =>
      value ? [[`inputs.${key.text}`, value] as const] : [],
    ),
  );
  return paths.flatMap((path) => {
    if (stack.includes(path)) return [];
    if (--loading.left < 0) {
      context.report(at, "too-many-includes", `more than ${maxIncludes} includes are not read`);
      return [];
    }
    loading.included.add(path);
    return loadFile(loading, path, inputs, stack) ?? [];
  });
}

/** The scalar with the path of a local include: `include: path`, `- path`, `- local: path`. */
function localPath(include: YamlNode): YamlScalar | undefined {
  if (include.kind !== "scalar") return scalarAt(include, "local");
  return /^https?:\/\//.test(include.text) ? undefined : include;
}

/** Paths of a local include start at the repository's root, with or without a slash. */
function findLocal(sources: Sources, written: string): readonly string[] {
  const path = written.replace(/^\.?\/+/, "");
  if (!path.includes("*")) return sources.tree.entry(path) ? [path] : [];
  return sources.tree.entries.flatMap((entry) =>
    /\.ya?ml$/.test(entry.path) && matchIncludePath(path, entry.path) ? [entry.path] : [],
  );
}

function elsewhereReason(include: YamlNode): string {
  if (include.kind === "scalar") return `"${include.text}" is included from another server`;
  for (const kind of ["remote", "component", "template", "project", "artifact"]) {
    const named = scalarAt(include, kind);
    if (named) return `jobs come from the ${kind} "${named.text}", which is not in the repository`;
  }
  return "jobs come from an include of an unknown kind";
}
