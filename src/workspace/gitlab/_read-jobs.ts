/** What tests ask of a GitLab configuration given as text. */
import type { Place } from "../../text/span.ts";
import { createSources } from "../sources.ts";
import { createMemoryTree } from "../tree/memory-tree.ts";
import type { GitlabJob, GitlabPipeline } from "./model.ts";
import { readGitlab } from "./read-gitlab.ts";

type Files = Readonly<Record<string, string>>;

/** The pipelines of files, or of one `.gitlab-ci.yml`. */
export function pipelinesOf(files: Files | string): readonly GitlabPipeline[] {
  const tree = createMemoryTree(typeof files === "string" ? { ".gitlab-ci.yml": files } : files);
  return readGitlab(createSources(tree));
}

/** The first pipeline. */
export function pipelineOf(files: Files | string): GitlabPipeline {
  const [pipeline] = pipelinesOf(files);
  if (!pipeline) throw new TypeError("no pipeline was read");
  return pipeline;
}

/** The job of that name. */
export function jobOf(files: Files | string, name: string): GitlabJob {
  const job = pipelineOf(files).jobs.find((one) => one.name === name);
  if (!job) throw new TypeError(`no job "${name}" was read`);
  return job;
}

/** A job's script lines with their sections. */
export function linesOf(job: GitlabJob): readonly string[] {
  return job.scripts.map(({ section, text }) => `${section}: ${text.text}`);
}

/** A job's variables by name. */
export function variablesOf(job: GitlabJob): Readonly<Record<string, string>> {
  return Object.fromEntries(job.variables.map(({ name, value }) => [name, value.text]));
}

/** What stands at a place. */
export function textAt(files: Files, { file, span }: Place): string {
  return (files[file] ?? "").slice(span.start, span.end);
}
