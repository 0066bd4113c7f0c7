/** Dockerfile stages as sites: ARG and ENV scopes, WORKDIR, what COPY brings, and the image's own facts. */
import type { Place } from "../../text/span.ts";
import { expandDockerText } from "../../workspace/dockerfile/expand-docker-text.ts";
import type {
  ArgInstruction,
  Dockerfile,
  DockerInstruction,
  DockerStage,
  DockerText,
} from "../../workspace/dockerfile/model.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { applyImage } from "../apply-image.ts";
import { Environment, type Setting } from "../environment.ts";
import type { Machine } from "../machine.ts";
import type { SitePlan } from "../plan.ts";
import { createCommandHost, topFrame } from "../shell/command-host.ts";
import { joinFolder, normalizePath } from "../shell/join-folder.ts";
import { walkNodes } from "../shell/walk-shell.ts";
import { known, unknown, type Value } from "../value.ts";
import { contextOf } from "./build-context.ts";
import { agreedArg, type DockerBuild, findDockerBuilds } from "./find-docker-builds.ts";

/** Build arguments that BuildKit gives every stage that declares them. */
const platformArgs = new Set([
  "TARGETPLATFORM",
  "TARGETOS",
  "TARGETARCH",
  "TARGETVARIANT",
  "BUILDPLATFORM",
  "BUILDOS",
  "BUILDARCH",
  "BUILDVARIANT",
]);
/** Arguments that need no ARG instruction. */
const predefinedArgs = new Set([
  "HTTP_PROXY",
  "http_proxy",
  "HTTPS_PROXY",
  "https_proxy",
  "FTP_PROXY",
  "ftp_proxy",
  "NO_PROXY",
  "no_proxy",
  "ALL_PROXY",
  "all_proxy",
]);

interface StageState {
  readonly machine: Machine;
  /** ARG values: visible to instructions and to RUN, but never left in the image. */
  readonly args: ReadonlyMap<string, Setting>;
}

/** `others` are the sites that may build the images: they show contexts and build arguments. */
export function gatherDocker(
  workspace: Workspace,
  reached: Set<string>,
  others: readonly SitePlan[],
): readonly SitePlan[] {
  const builds = findDockerBuilds(others);
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
  const shown = builds.find((build) => build.context !== undefined)?.context;
  const context = shown ?? contextOf(dockerfile, workspace);
  const ends: Machine[] = [];
  const plans: SitePlan[] = [];
  const globals = globalArgs(dockerfile, builds);
  for (const stage of dockerfile.stages) {
    const at: Place = { file: dockerfile.file, span: stage.span };
    const start = startOfStage(dockerfile, stage, globals, ends);
    const host = createCommandHost({
      workspace,
      reached,
      resolveHole: (expression, place) => unknown(`the template fills in "${expression}"`, place),
    });
    let state: StageState = { machine: start, args: new Map() };
    for (const instruction of stage.instructions) {
      state = applyInstruction(instruction, state, { file: dockerfile.file, globals, builds, context, host });
    }
    ends.push(state.machine);
    const name = stage.name ?? String(stage.index);
    plans.push({
      id: `${dockerfile.file}/${name}`,
      title: `${dockerfile.file} › ${name}`,
      kind: "dockerfile-stage",
      at,
      commands: host.commands,
      events: [],
      start,
      end: state.machine,
      unknowns: [],
      isSkipped: false,
    });
  }
  return plans;
}

function globalArgs(dockerfile: Dockerfile, builds: readonly DockerBuild[]): ReadonlyMap<string, Setting> {
  const globals = new Map<string, Setting>();
  for (const arg of dockerfile.globalArgs) {
    const lookup = (name: string): string | undefined => textOf(globals.get(name));
    globals.set(arg.name, givenArg(arg.name, builds) ?? argSetting(arg, dockerfile.file, lookup));
  }
  return globals;
}

/** What every build of this Dockerfile passes with --build-arg. */
function givenArg(name: string, builds: readonly DockerBuild[]): Setting | undefined {
  const value = agreedArg(builds, name);
  return value && { value, at: value.at, by: "--build-arg" };
}

function argSetting(
  arg: ArgInstruction,
  file: string,
  lookup: (name: string) => string | undefined,
): Setting {
  const at = { file, span: arg.span };
  if (!arg.defaultValue) {
    return { value: unknown(`ARG ${arg.name} has no default: the build gives it`, at), at, by: "ARG" };
  }
  return { value: expand(arg.defaultValue, file, lookup), at, by: "ARG" };
}

function textOf(setting: Setting | undefined): string | undefined {
  return setting?.value.kind === "known" ? setting.value.text : undefined;
}

function expand(text: DockerText, file: string, lookup: (name: string) => string | undefined): Value {
  const at = { file, span: text.span };
  const result = expandDockerText(text, lookup);
  if (result.text === undefined)
    return unknown(`${result.unresolved.map((name) => `$${name}`).join(", ")} is not known`, at);
  return known(result.text, at);
}

function startOfStage(
  dockerfile: Dockerfile,
  stage: DockerStage,
  globals: ReadonlyMap<string, Setting>,
  ends: readonly Machine[],
): Machine {
  const at: Place = { file: dockerfile.file, span: stage.image.span };
  const lookup = (name: string): string | undefined => textOf(globals.get(name));
  const platform = stage.platform ? expand(stage.platform, dockerfile.file, lookup) : undefined;
  const base = stage.buildsOn === undefined ? undefined : ends[stage.buildsOn];
  if (base) return base;

  const image = expand(stage.image, dockerfile.file, lookup);
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

interface InstructionScope {
  readonly file: string;
  readonly globals: ReadonlyMap<string, Setting>;
  readonly builds: readonly DockerBuild[];
  readonly context: string | undefined;
  readonly host: ReturnType<typeof createCommandHost>;
}

function applyInstruction(
  instruction: DockerInstruction,
  state: StageState,
  scope: InstructionScope,
): StageState {
  const { machine, args } = state;
  const at: Place = { file: scope.file, span: instruction.span };
  const lookup = (name: string): string | undefined =>
    textOf(machine.environment.get(name) ?? args.get(name));
  const toValue = (text: DockerText): Value => expand(text, scope.file, lookup);
  switch (instruction.kind) {
    case "arg":
      return { machine, args: new Map(args).set(instruction.name, stageArg(instruction, scope, lookup)) };
    case "env": {
      const setting: Setting = { value: toValue(instruction.value), at, by: "ENV" };
      return {
        ...state,
        machine: { ...machine, environment: machine.environment.with(instruction.name, setting) },
      };
    }
    case "workdir": {
      const path = toValue(instruction.path);
      const folder = path.kind === "known" ? joinFolder(machine.folder, path.text, at) : path;
      return { ...state, machine: { ...machine, folder } };
    }
    case "shell": {
      const text = instruction.words.join(" ");
      const options = { errexit: /\s-[a-z]*e/.test(text), pipefail: /pipefail/.test(text) };
      return { ...state, machine: { ...machine, options } };
    }
    case "copy":
    case "add":
      return { ...state, machine: applyCopy(instruction, machine, toValue, scope, at) };
    case "run": {
      const during = machine.environment.withAll(
        [...args].filter(([name]) => machine.environment.get(name) === undefined),
      );
      const mounts = [...machine.mounts, ...bindMounts(instruction, machine, scope, at)];
      const frame = topFrame({ file: scope.file });
      const after = walkNodes(
        instruction.script.body,
        { ...machine, environment: during, mounts, functions: new Map() },
        frame,
        scope.host,
      );
      // Each RUN is a shell of its own: only files stay, and with them what was installed and `go env -w`.
      let environment = machine.environment;
      for (const [name, setting] of after.environment.writtenEntries())
        environment = environment.withWritten(name, setting);
      return { ...state, machine: { ...machine, environment, go: after.go, compiler: after.compiler } };
    }
    default:
      return state;
  }
}

/** `ARG NAME` inside a stage takes the global default of the same name; BuildKit fills in the platform names. */
function stageArg(
  instruction: ArgInstruction,
  scope: InstructionScope,
  lookup: (name: string) => string | undefined,
): Setting {
  const given = givenArg(instruction.name, scope.builds);
  if (given) return given;
  const global = scope.globals.get(instruction.name);
  if (!instruction.defaultValue && global) return global;
  const at = { file: scope.file, span: instruction.span };
  if (
    !instruction.defaultValue &&
    (platformArgs.has(instruction.name) || predefinedArgs.has(instruction.name))
  ) {
    return { value: unknown(`${instruction.name} is chosen when the image is built`, at), at, by: "ARG" };
  }
  return argSetting(instruction, scope.file, lookup);
}

/** Where a COPY puts a part of the tree. */
function applyCopy(
  instruction: DockerInstruction & { kind: "copy" | "add" },
  machine: Machine,
  toValue: (text: DockerText) => Value,
  scope: InstructionScope,
  at: Place,
): Machine {
  if (instruction.from || scope.context === undefined) return machine;
  const target = toValue(instruction.target);
  if (target.kind === "unknown") return machine;
  const destination = joinFolder(machine.folder, target.text, at);
  if (destination.kind === "unknown") return machine;
  const isFolder = target.text.endsWith("/") || target.text === "." || instruction.sources.length > 1;
  const mounts = [...machine.mounts];
  for (const source of instruction.sources) {
    const from = toValue(source);
    if (from.kind === "unknown") continue;
    const folder = normalizePath(`${scope.context}/${from.text}`, false);
    const isFile = scope.host.workspace.tree.entry(folder) !== undefined;
    // A folder's contents go to the target itself; a file goes into it.
    const path =
      isFile && isFolder ? normalizePath(`${destination.text}/${baseName(folder)}`) : destination.text;
    mounts.push({ path, folder, at });
  }
  return { ...machine, mounts };
}

function bindMounts(
  instruction: DockerInstruction & { kind: "run" },
  machine: Machine,
  scope: InstructionScope,
  at: Place,
): Machine["mounts"] {
  if (scope.context === undefined) return [];
  const found = [];
  for (const mount of instruction.mounts) {
    // Without a target BuildKit mounts at the working directory.
    const target =
      ["target", "dst", "destination"].map((name) => mount.options.get(name)).find(Boolean) ?? ".";
    if (mount.type !== "bind" || mount.options.has("from")) continue;
    const destination = joinFolder(machine.folder, target, at);
    if (destination.kind === "unknown") continue;
    const source = mount.options.get("source") ?? mount.options.get("src") ?? ".";
    found.push({ path: destination.text, folder: normalizePath(`${scope.context}/${source}`, false), at });
  }
  return found;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
