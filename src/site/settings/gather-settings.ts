/** Version files, dev containers and pre-commit hooks as sites: the developer's machine as files describe it. */

import { embedUnchanged } from "../../text/embedded-text.ts";
import { folderOf } from "../../text/path-parts.ts";
import type { Place } from "../../text/span.ts";
import { parseShell } from "../../workspace/shell/parse-shell.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { applyImage } from "../apply-image.ts";
import { bareMachine, developerMachine } from "../bare-machine.ts";
import { parseVersionSpec } from "../knowledge/setup-go.ts";
import type { Machine } from "../machine.ts";
import type { SitePlan } from "../plan.ts";
import { createCommandHost, topFrame } from "../shell/command-host.ts";
import { noteBrokenParts } from "../shell/note-broken-parts.ts";
import { walkNodes } from "../shell/walk-shell.ts";
import type { SiteKind } from "../site.ts";
import { known, unknown } from "../value.ts";

export function gatherSettings(workspace: Workspace, reached: Set<string>): readonly SitePlan[] {
  return [...versionFiles(workspace), ...devcontainers(workspace), ...precommitHooks(workspace, reached)];
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

function withSpec(machine: Machine, spec: string, at: Place, by: string): Machine {
  const parsed = parseVersionSpec(spec);
  if (parsed.kind === "unknown") return { ...machine, go: { kind: "unknown", reason: parsed.reason, at } };
  return { ...machine, go: { version: parsed.version, precision: parsed.precision, at, by } };
}

function devcontainers(workspace: Workspace): readonly SitePlan[] {
  return workspace.devcontainers.flatMap((container) => {
    const file = container.file;
    let machine = bareMachine("the dev container", undefined, "");
    let place: Place | undefined;
    if (container.image) {
      place = { file, span: container.image.span };
      machine = applyImage(machine, known(container.image.text, place), place);
    }
    const feature = container.features.find(({ id }) => /(?:^|\/)features\/go(?::|$)/.test(id));
    if (feature) {
      place = { file, span: feature.span };
      machine = withSpec(machine, feature.version ?? "latest", place, `feature ${feature.id}`);
    }
    if (!place || (machine.go && "kind" in machine.go && !feature)) return [];
    for (const variable of container.env) {
      const at = { file, span: variable.span };
      const environment = machine.environment.with(variable.name, {
        value: known(variable.value, at),
        at,
        by: "containerEnv",
      });
      machine = { ...machine, environment };
    }
    return [emptyPlan("devcontainer", file, place, machine)];
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
