/** Version files, dev containers and pre-commit hooks as sites: the developer's machine as files describe it. */

import { embedUnchanged } from "../../text/embedded-text.ts";
import { folderOf } from "../../text/path-parts.ts";
import type { Place } from "../../text/span.ts";
import { parseShell } from "../../workspace/shell/parse-shell.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { developerMachine } from "../bare-machine.ts";
import { plainPlan } from "../plain-plan.ts";
import type { SitePlan } from "../plan.ts";
import { createCommandHost, topFrame } from "../shell/command-host.ts";
import { noteBrokenParts } from "../shell/note-broken-parts.ts";
import { walkProcess } from "../shell/walk-process.ts";
import { unknown } from "../value.ts";
import { gatherDevcontainers } from "./gather-devcontainers.ts";
import { withSpec } from "./with-spec.ts";

/** `images` are the stages of Dockerfiles, from which dev containers may be built. */
export function gatherSettings(
  workspace: Workspace,
  reached: Set<string>,
  images: readonly SitePlan[],
): readonly SitePlan[] {
  return [
    ...versionFiles(workspace),
    ...gatherDevcontainers(workspace, reached, images),
    ...precommitHooks(workspace, reached),
  ];
}

function versionFiles(workspace: Workspace): readonly SitePlan[] {
  return workspace.versionFiles.flatMap((file) => {
    const tool = file.tools.find(({ tool: name }) => name === "go" || name === "golang");
    if (!tool) return [];
    const at: Place = { file: file.file, span: tool.span };
    const machine = withSpec(
      developerMachine("the developer's machine", at, folderOf(file.file)),
      tool.version,
      at,
      file.file,
    );
    return [plainPlan({ kind: "version-file", file: file.file, at, start: machine })];
  });
}

/** Local hooks that run go on the developer's machine. */
function precommitHooks(workspace: Workspace, reached: Set<string>): readonly SitePlan[] {
  return workspace.precommit.flatMap((config) =>
    config.repos
      .filter((repo) => repo.repo === "local")
      .flatMap((repo) => repo.hooks)
      .flatMap((hook) => {
        if (!hook.entry) return [];
        const at: Place = { file: config.file, span: hook.span };
        const host = createCommandHost({
          workspace,
          reached,
          resolveHole: (expression, place) => unknown(`pre-commit fills in ${expression}`, place),
        });
        const start = developerMachine("the developer's machine", at, folderOf(config.file));
        const script = parseShell(hook.entry.embedded ?? embedUnchanged(hook.entry.text), {
          file: config.file,
          span: hook.entry.span,
        });
        noteBrokenParts(script, host.unknowns);
        walkProcess(script.body, start, topFrame({ file: config.file }), host);
        const { commands, unknowns } = host;
        if (commands.length === 0) return [];
        const { file } = config;
        return [plainPlan({ kind: "pre-commit", file, part: hook.id, at, start, commands, unknowns })];
      }),
  );
}
