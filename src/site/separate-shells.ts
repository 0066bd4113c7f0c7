/** Texts that one shell each runs, one after the other on one machine: steps, RUN instructions, recipe lines. */
import type { Span } from "../text/span.ts";
import type { Workspace } from "../workspace/workspace.ts";

export interface SeparateShell {
  readonly text: string;
  readonly span: Span;
}

export interface ShellSequence {
  readonly file: string;
  /** In the order in which they run; nothing that one sets reaches the next. */
  readonly shells: readonly SeparateShell[];
}

/** The jobs, stages and recipes in which every text has a shell of its own. */
export function separateShells(workspace: Workspace): readonly ShellSequence[] {
  return [...sequencesOfSteps(workspace), ...sequencesOfStages(workspace), ...sequencesOfRecipes(workspace)];
}

function sequencesOfSteps({ workflows, actions, circleci }: Workspace): readonly ShellSequence[] {
  const owners = [
    ...workflows.flatMap(({ file, jobs }) => jobs.map(({ steps }) => ({ file, steps }))),
    ...actions.map(({ file, steps }) => ({ file, steps })),
    ...circleci.flatMap(({ file, jobs }) => jobs.map(({ steps }) => ({ file, steps }))),
  ];
  return owners.map(({ file, steps }) => ({
    file,
    shells: steps.flatMap(({ run }) => (run ? { text: run.script.text, span: run.span } : [])),
  }));
}

function sequencesOfStages(workspace: Workspace): readonly ShellSequence[] {
  return workspace.dockerfiles.flatMap(({ file, stages }) =>
    stages.map(({ instructions }) => ({
      file,
      shells: instructions.flatMap((each) => {
        if (each.kind !== "run" || each.isExecForm) return [];
        const written = workspace.source(file)?.text.slice(each.span.start, each.span.end) ?? "";
        return { text: written.replace(/^RUN\s+/i, "").replace(/\\\r?\n/g, " "), span: each.span };
      }),
    })),
  );
}

function sequencesOfRecipes({ makefiles }: Workspace): readonly ShellSequence[] {
  return makefiles
    .filter(({ isOneShell }) => !isOneShell)
    .flatMap(({ targets }) =>
      targets.map(({ file, recipe }) => ({
        file,
        shells: recipe.map(({ text, span }) => ({ text: text.text.replace(/\\\r?\n/g, " "), span })),
      })),
    );
}
