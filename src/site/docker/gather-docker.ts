/** Dockerfile stages as sites: ARG and ENV scopes, WORKDIR, what COPY brings, and the image's own facts. */
import type { Place } from "../../text/span.ts";
import type { Dockerfile, DockerInstruction, DockerStage } from "../../workspace/dockerfile/model.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { applyImage } from "../apply-image.ts";
import { editsOfModFile, type ModFileEdit } from "../edits-of-mod-file.ts";
import { Environment } from "../environment.ts";
import type { Machine } from "../machine.ts";
import type { SitePlan } from "../plan.ts";
import { createCommandHost } from "../shell/command-host.ts";
import type { Reason } from "../site.ts";
import { known, unknown, type Value } from "../value.ts";
import { compilerAfter } from "../with-brought-compilers.ts";
import { applyInstruction, type StageState } from "./apply-instruction.ts";
import { bakeUnknowns } from "./bake-unknowns.ts";
import { type ArgumentScope, dockerfileScope, expandText, settingText } from "./build-arguments.ts";
import { contextOf } from "./build-context.ts";
import { composeBuilds } from "./compose-builds.ts";
import { type DockerBuild, findDockerBuilds } from "./find-docker-builds.ts";
import { addStartCommand } from "./start-command.ts";

/** `others` are the sites that may build the images: they show contexts and build arguments. */
export function gatherDocker(
  workspace: Workspace,
  reached: Set<string>,
  others: readonly SitePlan[],
): readonly SitePlan[] {
  const builds = [...findDockerBuilds(others), ...composeBuilds(workspace)];
  return workspace.dockerfiles.flatMap((dockerfile) => {
    const own = builds.filter((build) => build.file === dockerfile.file);
    return plansOfDockerfile({ workspace, reached, dockerfile, builds: own });
  });
}

interface DockerfileParts {
  readonly workspace: Workspace;
  readonly reached: Set<string>;
  readonly dockerfile: Dockerfile;
  readonly builds: readonly DockerBuild[];
}

function plansOfDockerfile({ workspace, reached, dockerfile, builds }: DockerfileParts): readonly SitePlan[] {
  const shown = builds.find((build) => build.context !== undefined);
  const context = shown?.context ?? contextOf(dockerfile, workspace);
  const ends: Machine[] = [];
  const edits: (readonly ModFileEdit[])[] = [];
  const plans: SitePlan[] = [];
  const scope = dockerfileScope(dockerfile, builds);
  for (const stage of dockerfile.stages) {
    const at: Place = { file: dockerfile.file, span: stage.span };
    const start = startOfStage(dockerfile, stage, scope, ends);
    const host = createCommandHost({
      workspace,
      reached,
      resolveHole: (expression, place) => unknown(`the template fills in "${expression}"`, place),
    });
    let state: StageState = { machine: start, args: new Map() };
    const stageEnd = (name: string): Machine | undefined => {
      const index = stageNamed(dockerfile, name, stage.index) ?? (/^\d+$/.test(name) ? Number(name) : -1);
      return index < stage.index ? ends[index] : undefined;
    };
    for (const instruction of [...triggersOf(baseOf(dockerfile, stage, scope)), ...stage.instructions]) {
      state = applyInstruction(instruction, state, { ...scope, context, host, stageEnd });
    }
    addStartCommand(stage, state.machine, { file: dockerfile.file, host });
    const compiler = compilerAfter(state.machine, host.commands, workspace);
    ends.push({ ...state.machine, compiler });
    const base = baseOf(dockerfile, stage, scope);
    const inherited = base ? (edits[base.index] ?? []) : [];
    edits.push([...inherited, ...host.commands.flatMap((command) => editsOfModFile(command, workspace))]);
    const name = stage.name ?? String(stage.index);
    plans.push({
      id: `${dockerfile.file}/${name}`,
      title: `${dockerfile.file} › ${name}`,
      kind: "dockerfile-stage",
      at,
      commands: host.commands,
      events: [],
      imageBuilds: builds,
      edits: inherited,
      ...(base ? { base: `${dockerfile.file}/${base.name ?? base.index}` } : {}),
      context: describeContext(context, shown, workspace),
      start,
      end: state.machine,
      unknowns:
        stage.index === 0 ? [...host.unknowns, ...bakeUnknowns(dockerfile, workspace)] : host.unknowns,
      isSkipped: false,
    });
  }
  return plans;
}

function describeContext(
  context: string | undefined,
  shown: DockerBuild | undefined,
  { tree }: Workspace,
): Reason {
  if (context === undefined) return { text: "no build shows the context, and no folder fits", at: undefined };
  const name = context === "" ? "the root of the tree" : context;
  if (!shown) return { text: `no build shows the context: ${name} fits what COPY reads`, at: undefined };
  const isThere = context === "" || tree.hasFolder(context);
  return { text: `the context is ${name}${isThere ? "" : ", which is not in the tree"}`, at: shown.at };
}

/** ONBUILD instructions of the stage under a stage; those of the stages further down ran there. */
function triggersOf(base: DockerStage | undefined): readonly DockerInstruction[] {
  return (base?.instructions ?? []).flatMap((instruction) =>
    instruction.kind === "other" ? (instruction.triggers ?? []) : [],
  );
}

/** The earlier stage that a stage builds on, named literally or by an argument. */
function baseOf(dockerfile: Dockerfile, stage: DockerStage, scope: ArgumentScope): DockerStage | undefined {
  if (stage.buildsOn !== undefined) return dockerfile.stages[stage.buildsOn];
  const image = expandText(stage.image, scope, (name) => settingText(scope.globals.get(name)));
  const index = image.kind === "known" ? stageNamed(dockerfile, image.text, stage.index) : undefined;
  return index === undefined ? undefined : dockerfile.stages[index];
}

function startOfStage(
  dockerfile: Dockerfile,
  stage: DockerStage,
  scope: ArgumentScope,
  ends: readonly Machine[],
): Machine {
  const at: Place = { file: dockerfile.file, span: stage.image.span };
  const lookup = (name: string): string | undefined => settingText(scope.globals.get(name));
  const platform = stage.platform ? expandText(stage.platform, scope, lookup) : undefined;
  const base = stage.buildsOn === undefined ? undefined : ends[stage.buildsOn];
  if (base) return base;

  const image = expandText(stage.image, scope, lookup);
  const earlier = image.kind === "known" ? stageNamed(dockerfile, image.text, stage.index) : undefined;
  const inherited = earlier === undefined ? undefined : ends[earlier];
  if (inherited) return inherited;

  const bare: Machine = {
    environment: new Environment(),
    folder: known("/", at),
    go: { kind: "unknown", reason: "the image is not known", at },
    compiler: { present: undefined, reason: "the image is not known", at },
    mounts: [],
    hostOs: known("linux", at),
    hostArch: platformArch(platform, at),
    options: { errexit: false, pipefail: false },
    functions: new Map(),
  };
  const machine = applyImage(bare, image, at);
  const isGolang = machine.environment.get("GOPATH") !== undefined;
  return isGolang ? { ...machine, folder: known("/go", at) } : machine;
}

function stageNamed(dockerfile: Dockerfile, name: string, before: number): number | undefined {
  const found = dockerfile.stages.find(
    (stage) => stage.index < before && stage.name?.toLowerCase() === name.toLowerCase(),
  );
  return found?.index;
}

/** `--platform=linux/arm64` fixes the architecture; `$BUILDPLATFORM` and nothing leave it to the builder. */
function platformArch(platform: Value | undefined, at: Place): Value {
  const arch = platform?.kind === "known" ? /^\w+\/(\w+)/.exec(platform.text)?.[1] : undefined;
  return arch ? known(arch, at) : unknown("the platform is chosen when the image is built", at);
}
