/** Reference: https://docs.gitlab.com/ci/yaml/ */
import type { Sources } from "../sources.ts";
import {
  entriesOf,
  itemsOf,
  scalarAt,
  valueAt,
  type YamlEntry,
  type YamlMapping,
  type YamlNode,
} from "../yaml/node.ts";
import { createExtender } from "./apply-extends.ts";
import { loadConfiguration } from "./load-configuration.ts";
import type { GitlabPipeline } from "./model.ts";
import { createPipelineContext, type PipelineContext } from "./pipeline-context.ts";
import { readJob } from "./read-job.ts";
import { resolveReferences } from "./resolve-references.ts";

/** Top-level keys that are no jobs; `pages` is one. */
const keywords = new Set([
  "default",
  "include",
  "stages",
  "variables",
  "workflow",
  "spec",
  "image",
  "services",
  "cache",
  "before_script",
  "after_script",
  "types",
]);

/**
 * The pipelines of a tree: that of `.gitlab-ci.yml`, the child pipelines that its jobs start from local files, and
 * other files named `*.gitlab-ci.yml` that none of these includes (a project may name any file in its settings).
 */
export function readGitlab(sources: Sources): readonly GitlabPipeline[] {
  const named = sources.ownPaths.filter((path) => /(?:^|\/)[^/]*\.gitlab-ci\.ya?ml$/.test(path));
  const byDepth = named.toSorted((a, b) => depthOf(a) - depthOf(b));
  const pipelines: GitlabPipeline[] = [];
  const read = new Set<string>();

  const add = (file: string): void => {
    if (read.has(file)) return;
    read.add(file);
    const { pipeline, children } = readPipeline(file, sources);
    pipelines.push(pipeline);
    for (const included of pipeline.includedFiles) read.add(included);
    for (const child of children) add(child);
  };
  for (const file of byDepth) add(file);
  return pipelines;
}

function depthOf(path: string): number {
  return path === ".gitlab-ci.yml" ? -1 : path.split("/").length;
}

function readPipeline(
  file: string,
  sources: Sources,
): { pipeline: GitlabPipeline; children: readonly string[] } {
  const context = createPipelineContext(file);
  const { root, includedFiles, comments } = loadConfiguration(file, sources, context);
  // GitLab merges what jobs extend before it follows references: one may lead to what a template inherits.
  const resolved = root && resolveReferences(extendJobs(root, context), context);
  const pipeline: GitlabPipeline = {
    file,
    includedFiles,
    jobs: resolved ? readJobs(resolved, context) : [],
    comments,
    problems: context.problems,
  };
  return { pipeline, children: resolved ? readChildren(resolved, sources, context) : [] };
}

/** The configuration with every job merged over what it extends. */
function extendJobs(root: YamlMapping, context: PipelineContext): YamlMapping {
  const extend = createExtender(root, context);
  const entries = entriesOf(root).map((entry) => (isJob(entry) ? (extend(entry.key.text) ?? entry) : entry));
  const extended: YamlMapping = { ...root, entries };
  context.origins.addCopy(extended, root);
  return extended;
}

function isJob({ key, value }: YamlEntry): boolean {
  return !keywords.has(key.text) && value?.kind === "mapping";
}

function readJobs(root: YamlMapping, context: PipelineContext): GitlabPipeline["jobs"] {
  return entriesOf(root)
    .filter(isJob)
    .map((entry) => readJob(entry, root, context));
}

/** Files of this repository that jobs start as child pipelines. */
function readChildren(root: YamlMapping, sources: Sources, context: PipelineContext): readonly string[] {
  return entriesOf(root).flatMap(({ value }) =>
    itemsOf(valueAt(value, "trigger", "include")).flatMap((include) => readChild(include, sources, context)),
  );
}

function readChild(include: YamlNode, sources: Sources, context: PipelineContext): readonly string[] {
  const local = include.kind === "scalar" ? include : scalarAt(include, "local");
  const path = local?.text.replace(/^\.?\/+/, "");
  if (path !== undefined && sources.tree.entry(path)) return [path];
  const at = context.origins.placeOf(include);
  context.report(at, "include-elsewhere", "the child pipeline is not a file of the repository");
  return [];
}
