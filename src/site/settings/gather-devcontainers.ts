/** Dev containers as sites, and the images that they build. Reference: https://containers.dev/implementors/json_reference/ */
import { folderOf } from "../../text/path-parts.ts";
import type { Place } from "../../text/span.ts";
import type { Devcontainer } from "../../workspace/settings/model.ts";
import { parseShell } from "../../workspace/shell/parse-shell.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { applyImage } from "../apply-image.ts";
import { bareMachine, developerMachine } from "../bare-machine.ts";
import { findDockerBuilds } from "../docker/find-docker-builds.ts";
import { goBinaryOf } from "../go-binary-of.ts";
import { isInstalled, type Machine } from "../machine.ts";
import { plainPlan } from "../plain-plan.ts";
import type { SitePlan } from "../plan.ts";
import { createCommandHost, type PlainCommand, topFrame } from "../shell/command-host.ts";
import { normalizePath } from "../shell/join-folder.ts";
import { noteBrokenParts } from "../shell/note-broken-parts.ts";
import { walkProcess } from "../shell/walk-process.ts";
import type { CommandArgument } from "../site.ts";
import { known, unknown } from "../value.ts";
import { withSpec } from "./with-spec.ts";

/** `images` are the stages of Dockerfiles: a container that is built from one starts as it ends. */
export function gatherDevcontainers(
  workspace: Workspace,
  reached: Set<string>,
  images: readonly SitePlan[],
): readonly SitePlan[] {
  return workspace.devcontainers.flatMap((container) => {
    const { file } = container;
    const start = startMachine(container, images);
    const machine = withEnvironment(start.machine, container);
    const host = createCommandHost({
      workspace,
      reached,
      resolveHole: (expression, place) => unknown(`the dev container fills in ${expression}`, place),
    });
    for (const { name, script, span } of container.commands) {
      const isOutside = name === "initializeCommand";
      const parsed = parseShell(script, { file, span });
      noteBrokenParts(parsed, host.unknowns);
      walkProcess(
        parsed.body,
        isOutside ? developerMachine("the developer's machine", { file, span }) : machine,
        topFrame({ file }),
        host,
      );
    }
    const first = host.commands.find((command) => goBinaryOf(command) !== undefined);
    const isOwn = start.isOwn && isInstalled(machine.go);
    if (!isOwn && first === undefined) return [];
    const at = start.at ?? first?.at ?? { file, span: { start: 0, end: 0 } };
    const { commands } = host;
    const unknowns = first === undefined ? [] : host.unknowns;
    return [plainPlan({ kind: "devcontainer", file, at, start: machine, commands, unknowns })];
  });
}

interface Start {
  readonly machine: Machine;
  readonly at: Place | undefined;
  /** The file itself says which Go is there; else the stage of a Dockerfile does, which is a site of its own. */
  readonly isOwn: boolean;
}

function startMachine(container: Devcontainer, images: readonly SitePlan[]): Start {
  const { file, image, dockerfile } = container;
  const bare = bareMachine("the dev container", undefined, "");
  let start: Start = { machine: bare, at: undefined, isOwn: false };
  if (dockerfile) {
    const at: Place = { file, span: dockerfile.span };
    start = { machine: machineOfDockerfile(container, bare, images, at), at, isOwn: false };
  }
  if (image) {
    const at: Place = { file, span: image.span };
    start = { machine: applyImage(bare, known(image.text, at), at), at, isOwn: true };
  }
  const feature = container.features.find(({ id }) => /(?:^|\/)features\/go(?::|$)/.test(id));
  if (!feature) return start;
  const at: Place = { file, span: feature.span };
  const machine = withSpec(start.machine, feature.version ?? "latest", at, `feature ${feature.id}`);
  return { machine, at, isOwn: true };
}

/** The stage that `build.target` names, else the last one; the repository lies there as in every dev container. */
function machineOfDockerfile(
  container: Devcontainer,
  bare: Machine,
  images: readonly SitePlan[],
  at: Place,
): Machine {
  const path = pathFrom(container, container.dockerfile?.text ?? "");
  const stages = images.filter((plan) => plan.kind === "dockerfile-stage" && plan.at.file === path);
  const { target } = container;
  const stage = target === undefined ? stages.at(-1) : stages.find(({ id }) => id === `${path}/${target}`);
  if (stage) return { ...stage.end, folder: bare.folder, mounts: bare.mounts, functions: bare.functions };
  const reason = `the dev container is built from ${path}, which files do not show`;
  return { ...bare, go: { kind: "unknown", reason, at } };
}

function withEnvironment(machine: Machine, { file, env }: Devcontainer): Machine {
  const environment = env.reduce((current, variable) => {
    const at = { file, span: variable.span };
    return current.with(variable.name, { value: known(variable.value, at), at, by: "containerEnv" });
  }, machine.environment);
  return { ...machine, environment };
}

/**
 * The `docker build` that each dev container with a Dockerfile stands for: it shows context and arguments. What
 * `others` build, from a Dockerfile of the whole project, is what they say.
 */
export function devcontainerBuilds(workspace: Workspace, others: readonly SitePlan[]): readonly SitePlan[] {
  const built = new Set(findDockerBuilds(others).map(({ file }) => file));
  return workspace.devcontainers.flatMap((container) => {
    const { file, dockerfile, context, buildArgs } = container;
    if (!dockerfile || built.has(pathFrom(container, dockerfile.text))) return [];
    const at: Place = { file, span: dockerfile.span };
    const start = bareMachine("the dev container", at, "");
    const word = (text: string, place: Place = at): CommandArgument => ({
      text,
      value: known(text, place),
      at: place,
    });
    // What the editor fills in (`${localEnv:…}`) is not known: the argument then comes from the environment.
    const isOpen = (value: string): boolean => value.includes("${");
    const environment = buildArgs
      .filter(({ value }) => isOpen(value))
      .reduce((current, { name, value, span }) => {
        const place: Place = { file, span };
        const open = unknown(`the dev container fills in ${value}`, place);
        return current.with(name, { value: open, at: place, by: "build.args" });
      }, start.environment);
    const build: PlainCommand = {
      words: [
        ...["docker", "build", "-f", pathFrom(container, dockerfile.text)].map((text) => word(text)),
        ...buildArgs.flatMap(({ name, value, span }) => [
          word("--build-arg"),
          word(isOpen(value) ? name : `${name}=${value}`, { file, span }),
        ]),
        word(pathFrom(container, context) || "."),
      ],
      text: "docker build",
      at,
      machine: { ...start, environment },
      failure: { kind: "stops" },
      via: [],
      isConditional: false,
      hasMoreArguments: false,
    };
    return [plainPlan({ kind: "devcontainer", file, part: "build", at, start, commands: [build] })];
  });
}

/** Paths of a devcontainer.json are relative to its folder. */
function pathFrom({ file }: Devcontainer, path: string): string {
  return normalizePath(`${folderOf(file)}/${path}`, false);
}
