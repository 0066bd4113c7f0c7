/** One instruction of a Dockerfile stage applied to the machine it builds. */
import { baseNameOf } from "../../text/path-parts.ts";
import type { Place } from "../../text/span.ts";
import type { DockerInstruction, DockerText } from "../../workspace/dockerfile/model.ts";
import type { Setting } from "../environment.ts";
import { imageFacts } from "../knowledge/images.ts";
import type { Machine, OpenCopy } from "../machine.ts";
import { linkGo, placeGo, withPath } from "../placed-go.ts";
import { type CommandHost, noteUnknown, topFrame } from "../shell/command-host.ts";
import { dialectOfName, dialectOfOptions, dialectOfScript } from "../shell/dialect.ts";
import { goOfArchive } from "../shell/installations.ts";
import { joinFolder, normalizePath } from "../shell/join-folder.ts";
import { optionsOfShell } from "../shell/options-of-shell.ts";
import { walkProcess } from "../shell/walk-process.ts";
import { startsGo } from "../shell/why-not-followed.ts";
import type { Value } from "../value.ts";
import { type ArgumentScope, expandText, settingText, stageArg } from "./build-arguments.ts";
import { copiedGo, holdsNothingOfGo } from "./copied-go.ts";
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
  /** The machine at the end of an earlier stage, by its name or number. */
  readonly stageEnd: (name: string) => Machine | undefined;
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
      const setting: Setting = { value: envValue(instruction, scope, lookup), at, by: "ENV" };
      const environment = machine.environment.with(instruction.name, setting);
      return { ...state, machine: withPath({ ...machine, environment }) };
    }
    case "workdir": {
      const path = toValue(instruction.path);
      const folder = path.kind === "known" ? joinFolder(machine.folder, path.text, at) : path;
      return { ...state, machine: { ...machine, folder } };
    }
    case "shell": {
      const shell = dialectOfName(instruction.words[0] ?? "");
      const options = optionsOfShell(instruction.words.join(" "));
      return { ...state, machine: { ...machine, options: { ...options, shell: shell ?? "bash" } } };
    }
    case "copy":
    case "add":
      return { ...state, machine: applyCopy(instruction, machine, lookup, scope, at) };
    case "run": {
      const during = machine.environment.withAll(
        [...args].filter(([name]) => machine.environment.get(name) === undefined),
      );
      const mounts = [...machine.mounts, ...bindMounts(instruction, machine, scope, at)];
      const text = scope.host.workspace.source(scope.file)?.text ?? "";
      const script = text.slice(instruction.span.start, instruction.span.end);
      const own = withPackageSources(linkGo(script, machine), script);
      const started = withMountedGo(instruction, own, scope, at);
      const { shebang, body } = instruction.script;
      const dialect = shebang === undefined ? dialectOfOptions(machine) : dialectOfScript(instruction.script);
      const frame = { ...topFrame({ file: scope.file }), dialect };
      const { machine: after } = walkProcess(
        body,
        { ...started, environment: during, mounts, functions: new Map() },
        frame,
        scope.host,
      );
      // Each RUN is a shell of its own: only files stay, and with them what was installed and `go env -w`.
      let environment = machine.environment;
      for (const [name, setting] of after.environment.writtenEntries())
        environment = environment.withWritten(name, setting);
      // What a mount brought is gone with it.
      const go = after.go === started.go ? own.go : after.go;
      const cloned = after.mounts.filter((mount) => !mounts.includes(mount));
      const placedGo = after.placedGo === started.placedGo ? own.placedGo : after.placedGo;
      const built = {
        ...own,
        ...(placedGo ? { placedGo } : {}),
        mounts: [...own.mounts, ...cloned],
        environment,
        go,
        compiler: after.compiler,
      };
      const isPlain = makesNoFiles(instruction);
      return { ...state, machine: isPlain ? built : mayHaveGo(built, "a program of RUN", at) };
    }
    default:
      return state;
  }
}

/** Files that change what a package manager installs from. */
const packageSources =
  /sources\.list|apt\.sources|apk\/repositories|add-apt-repository|\bppa:|apt\/preferences/;

/** The machine without a known release of its distribution once a script names other packages. */
function withPackageSources(machine: Machine, script: string): Machine {
  return packageSources.test(script) ? { ...machine, distribution: undefined } : machine;
}

/** `RUN --mount=from=golang:1.25,source=/usr/local/go,target=/usr/local/go`: a Go for this command alone. */
function withMountedGo(
  { mounts }: DockerInstruction & { kind: "run" },
  machine: Machine,
  scope: InstructionScope,
  at: Place,
): Machine {
  let current = machine;
  for (const { type, options } of mounts) {
    const from = options.get("from");
    const target = ["target", "dst", "destination"].map((name) => options.get(name)).find(Boolean);
    if (type !== "bind" || from === undefined || target === undefined) continue;
    const source = options.get("source") ?? options.get("src") ?? "/";
    const destination = joinFolder(machine.folder, target, at);
    if (destination.kind === "unknown") continue;
    const placed = copiedGo({ from, source, target: destination.text, at }, scope.stageEnd);
    if (placed) current = placeGo(current, placed);
  }
  return current;
}

/** The value of an ENV; of a PATH whose start is open also what is written around it. */
function envValue(
  { name, value }: DockerInstruction & { kind: "env" },
  scope: InstructionScope,
  lookup: (name: string) => string | undefined,
): Value {
  const whole = expandText(value, scope, lookup);
  if (name !== "PATH" || whole.kind === "known") return whole;
  const rest = expandText(value, scope, (each) => (each === "PATH" ? "" : lookup(each)));
  return rest.kind === "known" ? { ...whole, textIfUnset: rest.text } : whole;
}

/** Where a COPY puts a part of the tree. */
function applyCopy(
  instruction: DockerInstruction & { kind: "copy" | "add" },
  machine: Machine,
  lookup: (name: string) => string | undefined,
  scope: InstructionScope,
  at: Place,
): Machine {
  const toValue = (text: DockerText): Value => expandText(text, scope, lookup);
  const target = toValue(instruction.target);
  if (target.kind === "unknown")
    return withOpenCopy(machine, { path: "/", reason: `the target of COPY: ${target.reason}`, at });
  const destination = joinFolder(machine.folder, target.text, at);
  if (destination.kind === "unknown") return machine;
  if (instruction.from) {
    const from = instruction.from.text;
    if (holdsNothingOfGo(from, scope.stageEnd)) return machine;
    const copied = instruction.sources.flatMap((source) => {
      const path = toValue(source);
      const files =
        path.kind === "known" ? { from, source: path.text, target: destination.text, at } : undefined;
      return (files && copiedGo(files, scope.stageEnd)) ?? [];
    });
    const placed = copied.reduce(placeGo, withCopiedPrograms(instruction, machine, scope, at));
    const after = copied.length > 0 ? placed : mayHaveGo(placed, "COPY --from", at);
    const reason = "COPY --from brings files of another image";
    const isVendor =
      instruction.sources.length === 1 && /(?:^|\/)vendor\/?$/.test(instruction.sources[0]?.text ?? "");
    return withOpenCopy(after, { path: destination.text, reason, at, ...(isVendor ? { isVendor } : {}) });
  }
  for (const document of instruction.hereDocuments ?? []) {
    if (!startsGo.test(document.text)) continue;
    const reason = `what ${document.name} in ${scope.file} runs is not followed: COPY writes it from a here-document`;
    noteUnknown({ at: { file: scope.file, span: document.span }, reason, code: "not-followed" }, scope.host);
  }
  const archive = instruction.sources.map((source) => goOfSource(source, scope, lookup, at)).find(Boolean);
  if (archive) return { ...machine, go: archive };
  if (scope.context === undefined) return machine;
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
      const reason = `what COPY ${source.text} brings: ${why}`;
      current = withOpenCopy(current, { path: destination.text, reason, at });
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

/** Folders in which programs lie, and those above them: who copies one whole may get a compiler with it. */
const programFolders = /^\/?(?:usr\/?)?(?:local\/?)?(?:bin\/?)?\.?$/;

function withCopiedPrograms(
  { sources, from }: DockerInstruction & { kind: "copy" | "add" },
  machine: Machine,
  scope: InstructionScope,
  at: Place,
): Machine {
  const { compiler } = machine;
  if (compiler.present !== false || !from || !sources.some(({ text }) => programFolders.test(text)))
    return machine;
  const stage = scope.stageEnd(from.text);
  if ((stage ? stage.compiler.present : imageFacts(from.text).hasCompiler) === false) return machine;
  const reason = `${compiler.reason}, and COPY --from=${from.text} may bring one`;
  return { ...machine, compiler: { present: undefined, reason, at } };
}

/** The Go of an archive that ADD or COPY brings: its name may leave the architecture open, not the version. */
function goOfSource(
  source: DockerText,
  scope: InstructionScope,
  lookup: (name: string) => string | undefined,
  at: Place,
): Machine["go"] | undefined {
  const name = expandText(source, scope, (each) => lookup(each) ?? `\${${each}}`);
  if (name.kind === "unknown") return undefined;
  const isOpen = /(?:^|\/)go\$\{\w+\}\.(?:linux|darwin|\$)/.test(name.text);
  if (isOpen) return { kind: "unknown", reason: `the version in ${name.text} is not known`, at };
  return goOfArchive(name.text, at);
}

/** An image without Go may have one after something brought files that nobody can name. */
function mayHaveGo(machine: Machine, by: string, at: Place): Machine {
  if (!("kind" in machine.go) || !machine.go.isAbsent) return machine;
  const reason = `${machine.go.reason}, and ${by} may install one`;
  return { ...machine, go: { kind: "unknown", reason, at } };
}

function withOpenCopy(machine: Machine, copy: OpenCopy): Machine {
  return { ...machine, openCopies: [...(machine.openCopies ?? []), copy] };
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
