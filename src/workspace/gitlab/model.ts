/** GitLab CI: jobs after local includes, `extends`, `default:`, `!reference` and YAML merges. */
import type { EmbeddedText } from "../../text/embedded-text.ts";
import type { Place, Span } from "../../text/span.ts";
import type { Variable } from "../variable.ts";
import type { YamlComment, YamlNode, YamlScalar } from "../yaml/node.ts";

export interface GitlabPipeline {
  /** The root file, `.gitlab-ci.yml` or the name that was given. */
  readonly file: string;
  /** Local files that were read through `include`. */
  readonly includedFiles: readonly string[];
  readonly jobs: readonly GitlabJob[];
  readonly comments: readonly (YamlComment & { readonly file: string })[];
  /** Broken YAML, and includes that live elsewhere (remote, project, template, component). */
  readonly problems: readonly { readonly at: Place; readonly reason: string; readonly code: string }[];
}

export interface GitlabJob {
  readonly name: string;
  readonly at: Place;
  readonly nameSpan: Span;
  /** Names starting with a dot are templates: they run only through `extends`. */
  readonly isHidden: boolean;
  /** Names that its own `extends` lists. */
  readonly extends?: readonly string[];
  /** `trigger:` starts another pipeline: no runner, no image and no script. */
  readonly isTrigger?: boolean;
  readonly stage: string | undefined;
  readonly image: { readonly scalar: YamlScalar; readonly file: string } | undefined;
  readonly services: readonly YamlScalar[];
  /** Global, default and job variables; the last of a name wins. */
  readonly variables: readonly GitlabVariable[];
  /** Names of the pipeline's variables that the job takes over; undefined for all of them. */
  readonly inheritedNames?: ReadonlySet<string>;
  /** `workflow:rules`, whose variables lie between those of the pipeline and those of the job. */
  readonly pipelineRules?: { readonly node: YamlNode; readonly file: string };
  /** Lines of before_script, script, after_script; all lines of the first two run in one shell. */
  readonly scripts: readonly GitlabScript[];
  /** Cells of `parallel:matrix`; one empty cell when there is none. */
  readonly matrix:
    | {
        readonly kind: "cells";
        readonly cells: readonly ReadonlyMap<string, YamlScalar>[];
        /** Where the matrix stands: a job that extends a template of another file has it from there. */
        readonly file: string;
      }
    | { readonly kind: "unknown"; readonly reason: string; readonly at: Place };
  readonly allowFailure: YamlNode | undefined;
  readonly cache: readonly { readonly node: YamlNode; readonly file: string }[];
  readonly tags: readonly string[];
  readonly rules: YamlNode | undefined;
  /** The file that `rules` stand in. */
  readonly rulesFile: string;
  /** `artifacts: reports: dotenv`: the job's script writes variables for the jobs that take its artifacts. */
  readonly writesVariables?: true;
  /** `artifacts: paths`: what jobs that take its artifacts find in their folder. */
  readonly artifactPaths?: readonly string[];
  /** Names of the jobs whose artifacts it takes, by `dependencies` or `needs`; undefined for all before it. */
  readonly takesFrom?: readonly string[];
}

export interface GitlabVariable extends Variable {
  readonly file: string;
  /** Of the whole pipeline, not of the job. */
  readonly isGlobal?: boolean;
  /** `expand: false`: dollars in it stand for themselves. */
  readonly isRaw?: boolean;
}

export interface GitlabScript {
  readonly section: "before_script" | "script" | "after_script";
  readonly file: string;
  readonly text: EmbeddedText;
  readonly span: Span;
}
