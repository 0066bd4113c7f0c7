/** What `breakwater init` would write: decided from the repository alone, the baseline last. */
import { applyEdits, type Edit } from "../../text/edit.ts";
import type { SourceFile } from "../../text/source-file.ts";
import type { Workflow } from "../../workspace/github/model.ts";
import { itemsOf, scalarAt, valueAt } from "../../workspace/yaml/node.ts";
import { parseYaml } from "../../workspace/yaml/parse-yaml.ts";
import { configNames } from "../config.ts";
import type { Look } from "../look.ts";
import { addGitlabInclude } from "./add-gitlab-include.ts";
import { addPrecommitHook, precommitItem } from "./add-precommit-hook.ts";
import { configText } from "./config-text.ts";
import { exclusiveTags } from "./exclusive-tags.ts";
import type { GitHints } from "./git-hints.ts";
import { githubWorkflowText } from "./github-workflow-text.ts";
import { gitlabJobText } from "./gitlab-job-text.ts";
import { mostFrequent } from "./most-frequent.ts";
import type { ReleaseAddress } from "./release-address.ts";
import { runnerOf } from "./runner-of.ts";

export interface PlannedFile {
  readonly path: string;
  /** Undefined for a file that is not there yet. */
  readonly before: SourceFile | undefined;
  readonly edits: readonly Edit[];
}

export interface InitPlan {
  readonly files: readonly PlannedFile[];
  /** What stays for a person, each with what to do. */
  readonly notes: readonly string[];
  /** Parts that are there already. */
  readonly present: readonly string[];
}

export interface PlanInput {
  readonly look: Look;
  readonly hints: GitHints;
  readonly release: ReleaseAddress | undefined;
  /** The baseline that a new configuration names; undefined when there is nothing to remember. */
  readonly baseline: string | undefined;
}

const workflowPath = ".github/workflows/breakwater.yml";
const jobPath = ".gitlab/breakwater.gitlab-ci.yml";
const pipelinePath = ".gitlab-ci.yml";

/** The plan without the baseline's own text, which is known only when the rest is there. */
export function planInit(input: PlanInput): InitPlan {
  const pipelines = [planGithub(input), planGitlab(input)];
  const hasPipeline = pipelines.some((part) => part !== nothing);
  const parts = [planConfig(input), ...(hasPipeline ? pipelines : [noPipeline(input)]), planPrecommit(input)];
  return {
    files: parts.flatMap(({ files }) => files),
    notes: parts.flatMap(({ notes }) => notes),
    present: parts.flatMap(({ present }) => present),
  };
}

const nothing: InitPlan = { files: [], notes: [], present: [] };

function planConfig({ look, baseline }: PlanInput): InitPlan {
  const name = configNames.find((each) => look.tree.entry(each));
  if (name !== undefined) return { ...nothing, present: [name] };
  // Where one site switches on both, the repository does not mean what its files seem to say.
  const tags = exclusiveTags(look.workspace.goFiles).filter((pair) =>
    look.table.sites.every(({ tags: { value = [] } }) => !pair.every((tag) => value.includes(tag))),
  );
  return { ...nothing, files: [created(configNames[0], configText({ exclusiveTags: tags, baseline }))] };
}

function noPipeline({ hints }: PlanInput): InitPlan {
  const base = `origin/${hints.defaultBranch ?? "main"}`;
  const note = `no CI job: there are no GitHub workflows, no ${pipelinePath} and no remote of either here. In another system run: breakwater check --new-from ${base}`;
  return { ...nothing, notes: [note] };
}

function planGithub({ look, hints, release }: PlanInput): InitPlan {
  const { workflows } = look.workspace;
  const files = look.tree.entries.filter(({ path }) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path));
  const hasPipeline = files.length > 0;
  const hasOther = look.tree.entry(pipelinePath) !== undefined;
  const isRemote = hints.remotes.some((address) => /github/i.test(hostOf(address)));
  if (!hasPipeline && (hasOther || !isRemote)) return nothing;
  const uses = workflows.flatMap((workflow) => usesOf(workflow, look));
  // Names of repositories are equal in any case.
  const own = (text: string): boolean =>
    release !== undefined && text.toLowerCase().startsWith(`${release.project.toLowerCase()}@`);
  const runs = uses.find(({ text }) => /^[^/]+\/breakwater@/.test(text) || own(text));
  const file = look.tree.entry(workflowPath) ? workflowPath : undefined;
  const there =
    runs?.file ??
    file ??
    mentioning(
      look,
      files.map(({ path }) => path),
    );
  if (there !== undefined) return { ...nothing, present: [there] };
  if (!release) return { ...nothing, notes: [needsRelease("a GitHub workflow", workflowPath)] };
  const text = githubWorkflowText({
    release,
    checkout:
      mostFrequent(
        uses.filter(({ text }) => /^actions\/checkout@[\w./-]+$/.test(text)).map(({ line }) => line),
      ) ?? "actions/checkout@v4",
    runsOn: runnerOf(workflows),
    defaultBranch: hints.defaultBranch,
    uploadSarif: mostFrequent(
      uses
        .filter(({ text }) => /^github\/codeql-action\/upload-sarif@[\w./-]+$/.test(text))
        .map(({ line }) => line),
    ),
  });
  return { ...nothing, files: [created(workflowPath, text)] };
}

function planGitlab({ look, hints, release }: PlanInput): InitPlan {
  const source = look.tree.entry(pipelinePath) ? look.workspace.source(pipelinePath) : undefined;
  const hasWorkflows = look.tree.hasFolder(".github/workflows");
  const isRemote = hints.remotes.some((address) => /gitlab/i.test(hostOf(address)));
  if (!source && (hasWorkflows || !isRemote)) return nothing;
  const jobThere = look.tree.entry(jobPath) !== undefined;
  const named = mentioning(look, [pipelinePath]);
  if (named !== undefined && !jobThere) return { ...nothing, present: [named] };
  if (!release && !jobThere) return { ...nothing, notes: [needsRelease("a GitLab job", jobPath)] };
  const job =
    jobThere || !release
      ? { ...nothing, present: [jobPath] }
      : { ...nothing, files: [created(jobPath, gitlabJobText({ release, stage: stageFor(look) }))] };
  const include = planInclude(look, source);
  return {
    files: [...job.files, ...include.files],
    notes: [...job.notes, ...include.notes],
    present: [...job.present, ...include.present],
  };
}

function planInclude(look: Look, source: SourceFile | undefined): InitPlan {
  if (!source) return { ...nothing, files: [created(pipelinePath, `include:\n  - local: ${jobPath}\n`)] };
  const edits = isEditable(look, source) ? addGitlabInclude(source, jobPath) : "unsure";
  if (edits === "present") return { ...nothing, present: [pipelinePath] };
  if (edits === "unsure")
    return {
      ...nothing,
      notes: [`${pipelinePath} cannot be edited surely: add to its include list\n  - local: ${jobPath}`],
    };
  return { ...nothing, files: [{ path: pipelinePath, before: source, edits }] };
}

function planPrecommit({ look }: PlanInput): InitPlan {
  const path = [".pre-commit-config.yaml", ".pre-commit-config.yml"].find((name) => look.tree.entry(name));
  const source = path === undefined ? undefined : look.workspace.source(path);
  if (path === undefined || !source) return nothing;
  const edits = isEditable(look, source) ? addPrecommitHook(source) : "unsure";
  if (edits === "present") return { ...nothing, present: [path] };
  if (edits === "unsure")
    return {
      ...nothing,
      notes: [`${path} cannot be edited surely: add to its repos\n  - ${precommitItem.join("\n    ")}`],
    };
  return { ...nothing, files: [{ path, before: source, edits }] };
}

/** A file that was not there, as one insertion into nothing. */
export function created(path: string, text: string): PlannedFile {
  return { path, before: undefined, edits: [{ span: { start: 0, end: 0 }, text }] };
}

/** The text of a planned file once it is written. */
export function textAfter({ before, edits }: PlannedFile): string {
  return applyEdits(before?.text ?? "", edits);
}

/** A stage that this pipeline has: `test` is there unless a list of stages leaves it out. */
function stageFor({ workspace }: Look): string {
  const pipeline = workspace.gitlab.find(({ file }) => file === pipelinePath);
  const names = [pipelinePath, ...(pipeline?.includedFiles ?? [])]
    .map((file) => stagesOf(workspace.source(file)))
    .find((list) => list.length > 0);
  if (names === undefined || names.includes("test")) return "test";
  return names.find((name) => /lint|check|verify/i.test(name)) ?? names[0] ?? "test";
}

function stagesOf(source: SourceFile | undefined): readonly string[] {
  const stages = source ? itemsOf(valueAt(parseYaml(source).root, "stages")) : [];
  return stages.flatMap((stage) => (stage.kind === "scalar" ? [stage.text] : []));
}

function isEditable({ tree }: Look, source: SourceFile): boolean {
  return !source.hasInvalidUtf8 && tree.entry(source.path)?.linkTarget === undefined;
}

function needsRelease(what: string, path: string): string {
  return `${what} needs the repository that releases Breakwater: breakwater init --release OWNER/NAME plans ${path}`;
}

/** The first of these files that runs breakwater already. */
function mentioning({ workspace }: Look, paths: readonly string[]): string | undefined {
  return paths.find((path) =>
    /^[^#\n]*\bbreakwater (?:check|env)\b/m.test(workspace.source(path)?.text ?? ""),
  );
}

interface Use {
  readonly file: string;
  /** The value: `actions/checkout@v4`. */
  readonly text: string;
  /** The value with the comment behind it, where a pin by commit names its version. */
  readonly line: string;
}

function usesOf(workflow: Workflow, look: Look): readonly Use[] {
  const source = look.workspace.source(workflow.file);
  if (!source) return [];
  const steps = workflow.jobs.flatMap(({ id }) => itemsOf(valueAt(workflow.root, "jobs", id, "steps")));
  return steps.flatMap((step) => {
    const uses = scalarAt(step, "uses");
    if (!uses) return [];
    const { line } = source.lines.positionAt(uses.span.start);
    const comment = /\s#\s*(.*?)\s*$/.exec(source.lines.lineText(line))?.[1];
    return [
      { file: workflow.file, text: uses.text, line: comment ? `${uses.text} # ${comment}` : uses.text },
    ];
  });
}

/** The host of `https://host/…`, `ssh://git@host/…` or `git@host:…`; paths do not say where a repository lives. */
function hostOf(address: string): string {
  return /^(?:\w[\w+.-]*:\/\/)?(?:[^@/]*@)?([^/:]+)/.exec(address)?.[1] ?? "";
}
