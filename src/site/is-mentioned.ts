import { withoutComments } from "../workspace/without-remarks.ts";
import type { Workspace } from "../workspace/workspace.ts";

const answers = new WeakMap<Workspace, Map<string, boolean>>();

/** Whether any file that can hold commands uses a variable, and not in a comment: `$NAME`, `${NAME}`, `$(NAME)`, `env.NAME`, `Getenv("NAME")`. */
export function isMentioned(name: string, workspace: Workspace): boolean {
  const known = answers.get(workspace) ?? new Map<string, boolean>();
  answers.set(workspace, known);
  const before = known.get(name);
  if (before !== undefined) return before;
  const use = new RegExp(
    `(?:\\$[({]?|\\$\\$[({]?|\\benv(?:iron)?[.[]["']?|env\\(["'])${RegExp.escape(name)}(?![A-Za-z0-9_])`,
    "i",
  );
  const answer = commandFiles(workspace).some((file) => {
    const text = workspace.source(file)?.text ?? "";
    return use.test(text) && use.test(withoutComments(file, text));
  });
  known.set(name, answer);
  return answer;
}

/** The files that can hold commands. */
export function commandFiles(workspace: Workspace): readonly string[] {
  const models = [
    ...workspace.dockerfiles,
    ...workspace.workflows,
    ...workspace.actions,
    ...workspace.gitlab,
    ...workspace.circleci,
    ...workspace.makefiles,
    ...workspace.scripts,
    ...workspace.goreleaser,
    ...workspace.unread,
  ];
  const included = [
    ...workspace.gitlab.flatMap(({ includedFiles }) => includedFiles),
    ...workspace.makefiles.flatMap(({ includes }) => includes.map(({ file }) => file)),
  ];
  return [...new Set([...models.map(({ file }) => file), ...included])];
}
