/** Every piece of shell in the files of a workspace, with what is known about whether it runs. */
import type { EmbeddedText } from "../../text/embedded-text.ts";
import type { Span } from "../../text/span.ts";
import type { WorkflowStep } from "../../workspace/github/model.ts";
import type { GitlabJob, GitlabScript } from "../../workspace/gitlab/model.ts";
import type { Makefile } from "../../workspace/make/model.ts";
import type { ShellScript } from "../../workspace/shell/ast.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { languageOfShell, parseOnce } from "../shell/parse-once.ts";
import { prepareTarget } from "../shell/prepare-target.ts";
import type { ShellRegion } from "./explain-shell.ts";

/** `used` holds the actions that steps of walked jobs use, as folders of the tree. */
export function shellRegions(workspace: Workspace, used: ReadonlySet<string>): readonly ShellRegion[] {
  return [
    ...workspace.scripts.map((script) => ({ file: script.file, script, neverRuns: undefined })),
    ...dockerRegions(workspace),
    ...githubRegions(workspace, used),
    ...pipelineRegions(workspace),
    ...workspace.makefiles.flatMap(makeRegions),
    ...settingRegions(workspace),
  ];
}

function dockerRegions(workspace: Workspace): readonly ShellRegion[] {
  return workspace.dockerfiles.flatMap(({ file, stages }) =>
    stages.flatMap((stage) =>
      stage.instructions.flatMap((instruction) =>
        instruction.kind === "run" ? [{ file, script: instruction.script, neverRuns: undefined }] : [],
      ),
    ),
  );
}

function githubRegions(workspace: Workspace, used: ReadonlySet<string>): readonly ShellRegion[] {
  const ofSteps = (file: string, steps: readonly WorkflowStep[], why: string | undefined) =>
    steps.flatMap((step) => {
      if (!step.run) return [];
      const language = languageOfShell(step.shell?.text ?? "");
      const script = parseOnce(step.run.script, { file, span: step.run.span }, language);
      const byCondition =
        step.condition && `the step's condition is false wherever it stands: ${oneLine(step.condition.text)}`;
      return [{ file, script, neverRuns: why ?? byCondition ?? otherShell(step.shell?.text) }];
    });
  return [
    ...workspace.workflows.flatMap(({ file, jobs }) =>
      jobs.flatMap((job) => {
        const why = job.condition && `the job's condition is false: ${oneLine(job.condition.text)}`;
        return ofSteps(file, job.steps, why);
      }),
    ),
    ...workspace.actions.flatMap(({ file, steps }) => {
      const folder = file.slice(0, Math.max(0, file.lastIndexOf("/")));
      return ofSteps(
        file,
        steps,
        used.has(folder) ? undefined : "in an action that no job of this repository uses",
      );
    }),
  ];
}

function otherShell(shell: string | undefined): string | undefined {
  return shell && /^(?:python|node|perl|ruby)/.test(shell) ? `the step is a program for ${shell}` : undefined;
}

function pipelineRegions(workspace: Workspace): readonly ShellRegion[] {
  return [
    ...workspace.gitlab.flatMap((pipeline) =>
      pipeline.jobs.flatMap((job) =>
        job.scripts.map(({ file, text, span, section }) => ({
          file,
          script: parseOnce(text, { file, span }),
          neverRuns: job.isHidden ? hiddenJob(job.name, { file, span, section }, pipeline.jobs) : undefined,
        })),
      ),
    ),
    ...workspace.circleci.flatMap(({ file, jobs }) =>
      jobs.flatMap((job) =>
        job.steps.flatMap(({ run }) =>
          run
            ? [{ file, script: parseOnce(run.script, { file, span: run.span }), neverRuns: undefined }]
            : [],
        ),
      ),
    ),
  ];
}

/** Why a script of a template runs nowhere: jobs that extend it may have one of their own. */
function hiddenJob(
  name: string,
  { file, span, section }: Pick<GitlabScript, "file" | "span" | "section">,
  jobs: readonly GitlabJob[],
): string {
  const below = new Set([name]);
  // A template may stand behind the one that extends it.
  for (let before = 0; before < below.size; ) {
    before = below.size;
    for (const job of jobs) if (job.extends?.some((base) => below.has(base))) below.add(job.name);
  }
  const users = jobs.filter((job) => !job.isHidden && below.has(job.name));
  if (users.length === 0) return `in the hidden job ${name}, which no job extends`;
  const isKept = users.some(({ scripts }) =>
    scripts.some((script) => script.file === file && script.span.start === span.start),
  );
  if (isKept) return `in the hidden job ${name}, and no job that has its ${section} runs`;
  return `in the hidden job ${name}, whose ${section} every job that extends it replaces`;
}

/** Hooks of goreleaser and local hooks of pre-commit. */
function settingRegions(workspace: Workspace): readonly ShellRegion[] {
  const region = (file: string, script: EmbeddedText, span: Span, neverRuns?: string): ShellRegion => ({
    file,
    script: parseOnce(script, { file, span }),
    neverRuns,
  });
  return [
    ...workspace.goreleaser.flatMap(({ file, hooks, builds }) => [
      ...hooks.map(({ script, span }) => region(file, script, span)),
      ...builds.flatMap((build) => {
        const why = build.isSkipped ? `the build ${build.id} is skipped` : undefined;
        return build.hooks.map(({ script, span }) => region(file, script, span, why));
      }),
    ]),
    ...workspace.precommit.flatMap(({ file, repos }) =>
      repos.flatMap(({ repo, hooks }) =>
        hooks.flatMap(({ entry }) =>
          entry && repo === "local" ? [region(file, entry.embedded, entry.span)] : [],
        ),
      ),
    ),
    ...workspace.devcontainers.flatMap(({ file, commands }) =>
      commands.map(({ script, span }) => region(file, script, span)),
    ),
  ];
}

function makeRegions(makefile: Makefile): readonly ShellRegion[] {
  const scripts = new Map<string, ShellScript>();
  return makefile.targets.flatMap((rule) =>
    prepareTarget(makefile, rule, { name: rule.name, outside: { overrides: new Map() }, scripts }).lines.map(
      ({ script }) => ({
        file: rule.file,
        script,
        neverRuns: undefined,
      }),
    ),
  );
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
