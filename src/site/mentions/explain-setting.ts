/** Why a `go …` text in the settings of goreleaser or pre-commit is no command of a site. */
import { isInside, type Span } from "../../text/span.ts";
import type { Workspace } from "../../workspace/workspace.ts";

/** The reason by what the setting is; undefined where the file is neither. */
export function explainSetting(workspace: Workspace, file: string, hit: Span): string | undefined {
  const goreleaser = workspace.goreleaser.find((config) => config.file === file);
  if (goreleaser) {
    const hooks = [...goreleaser.hooks, ...goreleaser.builds.flatMap((build) => build.hooks)];
    const hook = hooks.find(({ span }) => isInside(hit, span));
    if (!hook) return "in a setting of goreleaser that is no hook";
    return hook.neverStarts ?? "in a part of a hook that goreleaser does not start: it uses no shell";
  }
  const precommit = workspace.precommit.find((config) => config.file === file);
  if (!precommit) return undefined;
  for (const { repo, hooks, span } of precommit.repos) {
    if (!isInside(hit, span)) continue;
    const hook = hooks.find((each) => isInside(hit, each.span));
    if (hook && repo !== "local") return `given to the hook ${hook.id} of ${repo}`;
    return hook ? `in a setting of the hook ${hook.id}` : `in a setting of ${repo}`;
  }
  return "in a setting of pre-commit";
}
