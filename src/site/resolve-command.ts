/** One go command resolved: its module, Go, mode, cgo, tags and target, each with the lines that decided it. */
import { compareGoVersions } from "../go/go-version.ts";
import { parseGoflags } from "../go/goflags.ts";
import { selectMode } from "../go/mode.ts";
import { takesModFlag } from "../go/mode-commands.ts";
import { parseTagsFlag } from "../go/tags-flag.ts";
import type { Place } from "../text/span.ts";
import type { GoModule, GoWorkspace } from "../workspace/gomod/model.ts";
import { moduleOfFolder } from "../workspace/gomod/module-of-folder.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { type GoCall, lastFlag, mayHoldFlag, readGoCall } from "./go-arguments.ts";
import { isVisible } from "./is-visible.ts";
import { languageOfGo } from "./language-of-go.ts";
import type { Machine, OpenCopy } from "./machine.ts";
import { resolveCgo } from "./resolve-cgo.ts";
import { resolveGo } from "./resolve-go.ts";
import type { PlainCommand } from "./shell/command-host.ts";
import { folderInTree, pathInTree } from "./shell/folder-in-tree.ts";
import { joinFolder, normalizePath } from "./shell/join-folder.ts";
import type { GoCommand, GoResolution, Mode, Reason, Tags } from "./site.ts";
import { known, unknown, type Value } from "./value.ts";
import { workspaceInEffect } from "./workspace-in-effect.ts";

const goBinary = /(?:^|\/)(?:go|go\.exe|gotip|go1\.\d+(?:\.\d+|rc\d+|beta\d+)?|richgo|xx-go)$/;
/** Make and shell variables that hold the go binary in nearly every repository that has them. */
const goVariable =
  /^["']?(?:\$[({]?|\$\{\{\s*env\.)(?:GO|go|GOCMD|GO_CMD|GO_BIN|GOEXE|GOLANG|GOTOOL|GO_EXECUTABLE|GO_BINARY|GOBINARY)(?:[)}]|\s*\}\})?["']?$/;

/** The go binary a command starts; undefined for every other command. */
export function goBinaryOf(command: PlainCommand): string | undefined {
  const first = command.words[0];
  if (!first) return undefined;
  if (first.value.kind === "unknown") return goVariable.test(first.text) ? first.text : undefined;
  const text = first.value.text;
  return goBinary.test(text) ? text : undefined;
}

export interface CommandScope {
  readonly workspace: Workspace;
}

/** Resolves a command that `goBinaryOf` knows. */
export function resolveCommand(
  command: PlainCommand,
  binary: string,
  { workspace }: CommandScope,
): GoCommand {
  const machine = withNamedBinary(command, binary, workspace);
  const early = readGoCall(command.words.slice(1), undefined);
  const folder = early.chdir ? changeTo(machine, early.chdir, command) : machine.folder;
  const located = { ...machine, folder };
  const inTree = folderInTree(located) ?? mountedModule(workspace, located)?.folder;
  const found = locate(workspace, located, inTree, early);
  const members = found.workspace ? membersOf(workspace, found.workspace) : [];
  const isVersioned =
    /^(?:install|run)$/.test(early.subcommand) &&
    early.parsed.operands.some((operand) => operand.includes("@"));
  const lines: Located = isVersioned ? { module: undefined, workspace: undefined } : found;
  const isOpen = !isVersioned && found.module === undefined && found.workspace === undefined;
  const go = resolveGo({
    machine,
    ...lines,
    members,
    openModule: isOpen ? openCopyAt(machine, folder) : undefined,
    openWorkspace: lines.openWorkspace,
  });
  const call = readGoCall(command.words.slice(1), languageOfGo(go));
  const mode = resolveMode({
    call,
    machine,
    go,
    ...lines,
    tree: workspace,
    isVersioned,
    inTree,
    folder,
  });
  return {
    text: command.text,
    at: command.at,
    subcommand: call.subcommand,
    arguments: call.arguments,
    binary,
    binaryAt: command.words[0]?.at ?? command.at,
    environment: machine.environment,
    folder: inTree === undefined ? outsideTree(folder) : known(inTree, folder.at),
    module: found.module,
    workspace: found.workspace,
    go,
    mode,
    cgo: resolveCgo(machine, go),
    tags: resolveTags(call, machine, go),
    goos: targetOf(machine, "GOOS", machine.hostOs),
    goarch: targetOf(machine, "GOARCH", machine.hostArch),
    failure: command.failure,
    via: command.via,
    isConditional: command.isConditional,
  };
}

function outsideTree(folder: Value): Value {
  if (folder.kind === "unknown") return folder;
  return unknown(`${folder.text} is not a folder of this repository`, folder.at);
}

/** `go1.21.3 build` runs that version, whatever `go` is; `./tool/go` whatever that script of the tree picks. */
function withNamedBinary({ machine, words }: PlainCommand, binary: string, workspace: Workspace): Machine {
  const wrapper = binary.includes("/") ? pathInTree(binary, machine) : undefined;
  if (wrapper !== undefined && workspace.tree.entry(wrapper)) {
    const reason = `${wrapper} of this repository chooses which Go runs`;
    return { ...machine, go: { kind: "unknown", reason, at: { file: wrapper, span: { start: 0, end: 0 } } } };
  }
  const name = binary.slice(binary.lastIndexOf("/") + 1);
  if (name === "xx-go") return crossMachine(machine, words[0]?.at);
  const version = /^go(1\.\d+(?:\.\d+|rc\d+|beta\d+)?)$/.exec(name)?.[1];
  const at = words[0]?.at;
  if (!version || !at) return machine;
  return { ...machine, go: { version, precision: "exact", at, by: `the command ${name}` } };
}

/** xx-go, the cross-building wrapper for Dockerfiles, takes the target from TARGETPLATFORM. */
function crossMachine(machine: Machine, at: Place | undefined): Machine {
  const value = unknown("xx-go takes it from TARGETPLATFORM", at);
  const setting = { value, at, by: "xx-go" };
  return { ...machine, environment: machine.environment.with("GOOS", setting).with("GOARCH", setting) };
}

function changeTo(machine: Machine, chdir: Value, command: PlainCommand): Value {
  return chdir.kind === "unknown" ? chdir : joinFolder(machine.folder, chdir.text, chdir.at ?? command.at);
}

interface Located {
  readonly module: GoModule | undefined;
  readonly workspace: GoWorkspace | undefined;
  /** Why files cannot tell which go.work holds. */
  readonly openWorkspace?: Reason;
}

/** The go.mod and go.work that go finds from the folder, `-modfile` and GOWORK considered. */
function locate(workspace: Workspace, machine: Machine, inTree: string | undefined, call: GoCall): Located {
  if (inTree === undefined) return { module: undefined, workspace: undefined };
  const modfile = lastFlag(call, "modfile")?.value;
  const modfilePath =
    modfile?.kind === "known" ? normalizePath(`${inTree}/${modfile.text}`, false) : undefined;
  const named = workspace.modules.find((module) => module.file === modfilePath);
  const above = moduleOfFolder(workspace.modules, inTree);
  // A go.mod above the build context is not in the image.
  const visible = above && isVisible(above.file, machine) ? above : undefined;
  const module = named ?? mountedModule(workspace, machine) ?? visible;
  const { workspace: work, open } = workspaceInEffect(workspace, machine, inTree);
  return { module, workspace: work, ...(open ? { openWorkspace: open } : {}) };
}

/** In an image go sees only what was copied: a go.mod that came as a file decides for its folder. */
function mountedModule(workspace: Workspace, machine: Machine): GoModule | undefined {
  if (machine.folder.kind === "unknown") return undefined;
  const wanted = normalizePath(`${machine.folder.text}/go.mod`, machine.folder.text.startsWith("/"));
  const file = machine.mounts.find((mount) => mount.path === wanted)?.folder;
  return file === undefined ? undefined : workspace.modules.find((module) => module.file === file);
}

/** The copy of unnamed files that may have put a go.mod into a folder or above it. */
function openCopyAt({ openCopies = [] }: Machine, folder: Value): OpenCopy | undefined {
  if (folder.kind === "unknown") return openCopies[0];
  return openCopies.find(
    ({ path }) =>
      path === "/" || `${folder.text}/`.startsWith(`${path}/`) || path === `${folder.text}/go.mod`,
  );
}

function membersOf(workspace: Workspace, work: GoWorkspace): readonly GoModule[] {
  const folders = new Set(work.work.uses.map((use) => normalizePath(`${work.folder}/${use.path}`, false)));
  return workspace.modules.filter((module) => folders.has(module.folder));
}

/** The value of a flag: on the command line, else in GOFLAGS, else the reason why it cannot be known. */
function flagValue(
  call: GoCall,
  machine: Machine,
  name: string,
  goVersion: string | undefined,
): { value: Value; from: "command" | "GOFLAGS" } | undefined {
  const own = lastFlag(call, name);
  if (own) return { value: own.value, from: "command" };
  const opaque = mayHoldFlag(call, name);
  if (opaque) {
    const reason = opaque.value.kind === "unknown" ? opaque.value.reason : "";
    return {
      value: unknown(`${opaque.text} may hold -${name}: ${reason}`, opaque.at),
      from: "command",
    };
  }
  const goflags = machine.environment.goSetting("GOFLAGS");
  if (!goflags) return undefined;
  if (goflags.value.kind === "unknown") {
    const { candidates } = goflags.value;
    const flag = new RegExp(`(?:^|\\s)--?${name}(?:[=\\s]|$)`);
    if (candidates && !candidates.some((candidate) => flag.test(candidate))) return undefined;
    return { value: unknown(`GOFLAGS is not known: ${goflags.value.reason}`, goflags.at), from: "GOFLAGS" };
  }
  const word = parseGoflags(goflags.value.text, goVersion).words.findLast(
    (candidate) => candidate.name === name,
  );
  if (!word) return undefined;
  return { value: known(word.value ?? "", goflags.at), from: "GOFLAGS" };
}

function resolveMode(parts: {
  call: GoCall;
  machine: Machine;
  go: GoResolution;
  module: GoModule | undefined;
  workspace: GoWorkspace | undefined;
  openWorkspace?: Reason;
  tree: Workspace;
  isVersioned: boolean;
  inTree: string | undefined;
  /** Where go runs, `-C` considered. */
  folder: Value;
}): Mode {
  const { call, machine, go, module, workspace } = parts;
  const toolchain = languageOfGo(go);
  const goLine = workspace ? workspace.work.go?.version : module?.mod.go?.version;
  const floor = parts.isVersioned ? undefined : floorOfLine(goLine);
  const version = toolchain ?? newest("1.25", floor);
  const flag = flagValue(call, machine, "mod", toolchain);
  if (flag?.value.kind === "unknown" && takesModFlag(call.subcommand, version)) {
    return { value: "unknown", why: [{ text: flag.value.reason, at: flag.value.at }] };
  }
  if (parts.inTree === undefined && !parts.isVersioned) {
    const folder = outsideTree(parts.folder);
    const reason = folder.kind === "unknown" ? folder.reason : "the folder is not known";
    return { value: "unknown", why: [{ text: `the folder cannot be known: ${reason}`, at: folder.at }] };
  }
  if (parts.openWorkspace) return { value: "unknown", why: [parts.openWorkspace] };
  const go111module = machine.environment.goSetting("GO111MODULE");
  if (go111module?.value.kind === "unknown") {
    return {
      value: "unknown",
      why: [{ text: `GO111MODULE: ${go111module.value.reason}`, at: go111module.at }],
    };
  }
  const vendor = workspace ? workspace.vendor : module?.vendor;
  const isVendorVisible = vendor !== undefined && isVisible(vendor.folder, machine);
  const question = {
    modFlag: flag?.value.kind === "known" ? flag.value.text : undefined,
    modFlagFrom: flag?.from,
    go111module: go111module?.value.kind === "known" ? go111module.value.text : undefined,
    hasModFile: module !== undefined,
    inWorkspace: workspace !== undefined,
    goLine,
    vendorFolderExists: isVendorVisible,
    vendorModules:
      isVendorVisible && vendor?.modules ? { isWorkspace: vendor.modules.parsed.isWorkspace } : undefined,
    subcommand: call.subcommand,
  };
  const answer = selectMode({ ...question, toolchain: version });
  const oldest = oldestGo(go, parts.isVersioned);
  const older = oldest && newest(oldest, floor);
  if (older !== undefined && selectMode({ ...question, toolchain: older }).mode !== answer.mode) {
    const reason = `Go ${older} and Go ${version} differ here, and which one runs is not known`;
    return { value: "unknown", why: [{ text: reason, at: undefined }] };
  }
  const why: Reason[] = answer.why.map((text) => ({ text, at: flag?.value.at ?? go111module?.at }));
  if (answer.error) why.push({ text: answer.error, at: undefined });
  return {
    value: answer.mode === "refuses" ? "unknown" : answer.mode,
    why,
    ...(answer.error ? { error: answer.error } : {}),
  };
}

/** A go line of 1.21 or newer is a minimum: no older Go builds the module. */
function floorOfLine(goLine: string | undefined): string | undefined {
  return goLine !== undefined && compareGoVersions(goLine, "1.21") >= 0 ? goLine : undefined;
}

function newest(a: string, b: string | undefined): string {
  return b !== undefined && compareGoVersions(b, a) > 0 ? b : a;
}

/** The oldest Go that may run, where nothing says; `pkg@version` is an error before 1.16. */
function oldestGo(go: GoResolution, isVersioned: boolean): string | undefined {
  if (go.version !== undefined || go.range !== undefined) return undefined;
  return isVersioned ? "1.16" : "1.12";
}

function resolveTags(call: GoCall, machine: Machine, go: GoResolution): Tags {
  const flag = flagValue(call, machine, "tags", languageOfGo(go));
  if (!flag) return { value: [], why: [{ text: "no -tags on the command or in GOFLAGS", at: undefined }] };
  if (flag.value.kind === "unknown" && flag.value.textIfUnset !== undefined) {
    const { reason, at, textIfUnset } = flag.value;
    const tags = parseTagsFlag(textIfUnset).tags;
    return { value: tags, why: [{ text: `-tags ${textIfUnset}: ${reason} and taken as empty`, at }] };
  }
  if (flag.value.kind === "unknown")
    return { value: undefined, why: [{ text: flag.value.reason, at: flag.value.at }] };
  const parsed = parseTagsFlag(flag.value.text);
  const where = flag.from === "command" ? "on the command" : "in GOFLAGS";
  return { value: parsed.tags, why: [{ text: `-tags ${flag.value.text} ${where}`, at: flag.value.at }] };
}

/** GOOS or GOARCH of the build: set, or the host's. */
export function targetOf(machine: Machine, name: "GOOS" | "GOARCH", host: Value): Value {
  const setting = machine.environment.goSetting(name);
  if (!setting) return host;
  if (setting.value.kind === "known" && setting.value.text === "") return host;
  return setting.value.kind === "known" ? { ...setting.value, at: setting.at } : setting.value;
}
