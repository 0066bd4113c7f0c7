/** One instruction of a Dockerfile stage applied to the machine it builds. */
import { baseNameOf } from "../../text/path-parts.ts";
import type { Place } from "../../text/span.ts";
import type { DockerInstruction, DockerText } from "../../workspace/dockerfile/model.ts";
import type { Setting } from "../environment.ts";
import type { Machine } from "../machine.ts";
import { type CommandHost, topFrame } from "../shell/command-host.ts";
import { joinFolder, normalizePath } from "../shell/join-folder.ts";
import { walkNodes } from "../shell/walk-shell.ts";
import type { Value } from "../value.ts";
import { type ArgumentScope, expandText, settingText, stageArg } from "./build-arguments.ts";
import { copySources } from "./copy-sources.ts";
import { makesNoFiles } from "./makes-no-files.ts";

/** A stage while its instructions run. */
export interface StageState {
  readonly machine: Machine;
  /** ARG values: visible to instructions and to RUN, but never left in the image. */
  readonly args: ReadonlyMap<string, Setting>;
}

/** What an instruction may look at besides its stage. */
export interface InstructionScope extends ArgumentScope {
  /** Folder of the tree that the build was given; undefined when it is not known. */
  readonly context: string | undefined;
  readonly host: CommandHost;
}

/** The stage after an instruction. */
export function applyInstruction(
  instruction: DockerInstruction,
  state: StageState,
  scope: InstructionScope,
): StageState {
  const { machine, args } = state;
  const at: Place = { file: scope.file, span: instruction.span };
  const lookup = (name: string): string | undefined =>
    settingText(machine.environment.get(name) ?? args.get(name));
  const toValue = (text: DockerText): Value => expandText(text, scope, lookup);
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
      const built = { ...machine, environment, go: after.go, compiler: after.compiler };
      const isPlain = makesNoFiles(instruction);
      return { ...state, machine: isPlain ? built : mayHaveGo(built, "a program of RUN", at) };
    }
    default:
      return state;
  }
}

/** Where a COPY puts a part of the tree. */
function applyCopy(
  instruction: DockerInstruction & { kind: "copy" | "add" },
  machine: Machine,
  toValue: (text: DockerText) => Value,
  scope: InstructionScope,
  at: Place,
): Machine {
  if (scope.context === undefined) return machine;
  const target = toValue(instruction.target);
  if (target.kind === "unknown")
    return withOpenCopy(machine, "/", `the target of COPY: ${target.reason}`, at);
  const destination = joinFolder(machine.folder, target.text, at);
  if (destination.kind === "unknown") return machine;
  if (instruction.from)
    return withOpenCopy(
      mayHaveGo(machine, "COPY --from", at),
      destination.text,
      "COPY --from brings files of another image",
      at,
    );
  const { tree } = scope.host.workspace;
  const isCurrent = machine.folder.kind === "known" && destination.text === machine.folder.text;
  const isFolder = isCurrent || /(?:^|\/)\.{0,2}$/.test(target.text) || instruction.sources.length > 1;
  const mounts = [...machine.mounts];
  let current = machine;
  for (const source of instruction.sources) {
    const from = toValue(source);
    const found =
      from.kind === "known"
        ? copySources(from.text, scope.context, tree, instruction.flags.has("parents"))
        : undefined;
    if (!found) {
      const why = from.kind === "unknown" ? from.reason : "it cannot be read from the tree";
      current = withOpenCopy(current, destination.text, `what COPY ${source.text} brings: ${why}`, at);
      continue;
    }
    for (const { path: folder, below, isMatched } of found) {
      // A folder's contents go to the target itself; a file goes into it.
      const isInside = isFolder || (isMatched && baseNameOf(destination.text) !== below);
      const path = isInside ? normalizePath(`${destination.text}/${below}`) : destination.text;
      mounts.push({ path, folder, at });
    }
  }
  return { ...current, mounts };
}

/** An image without Go may have one after something brought files that nobody can name. */
function mayHaveGo(machine: Machine, by: string, at: Place): Machine {
  if (!("kind" in machine.go) || !machine.go.isAbsent) return machine;
  const reason = `${machine.go.reason}, and ${by} may install one`;
  return { ...machine, go: { kind: "unknown", reason, at } };
}

function withOpenCopy(machine: Machine, path: string, reason: string, at: Place): Machine {
  return { ...machine, openCopies: [...(machine.openCopies ?? []), { path, reason, at }] };
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
