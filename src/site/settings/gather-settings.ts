/** Version files, dev containers and pre-commit hooks as sites: the developer's machine as files describe it. */

import { embedUnchanged } from "../../text/embedded-text.ts";
import { folderOf } from "../../text/path-parts.ts";
import type { Place } from "../../text/span.ts";
import { parseShell } from "../../workspace/shell/parse-shell.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { developerMachine } from "../bare-machine.ts";
import type { Machine } from "../machine.ts";
import type { SitePlan } from "../plan.ts";
import { createCommandHost, topFrame } from "../shell/command-host.ts";
import { noteBrokenParts } from "../shell/note-broken-parts.ts";
import { walkNodes } from "../shell/walk-shell.ts";
import type { SiteKind } from "../site.ts";
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
    return [emptyPlan("version-file", file.file, at, machine)];
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
        walkNodes(script.body, start, topFrame({ file: config.file }), host);
        const plan = emptyPlan("pre-commit", `${config.file}/${hook.id}`, at, start);
        return host.commands.length === 0
          ? []
          : [
              {
                ...plan,
                title: `${config.file} › ${hook.id}`,
                commands: host.commands,
                unknowns: host.unknowns,
              },
            ];
      }),
  );
}

function emptyPlan(kind: SiteKind, id: string, at: Place, machine: Machine): SitePlan {
  return {
    id,
    title: id,
    kind,
    at,
    commands: [],
    events: [],
    start: machine,
    end: machine,
    unknowns: [],
    isSkipped: false,
  };
}
