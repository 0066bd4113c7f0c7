/** actions/setup-go on a machine: the Go it installs and what it writes into the environment. */
import type { ModFile } from "../../go/modfile/model.ts";
import { parseModFile } from "../../go/modfile/parse-mod-file.ts";
import { decodeSource } from "../../text/source-file.ts";
import type { Place } from "../../text/span.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { majorOfRef, parseVersionSpec } from "../knowledge/setup-go.ts";
import type { Machine } from "../machine.ts";
import { pathInTree } from "../shell/folder-in-tree.ts";
import { precisionOf } from "../shell/installations.ts";
import { joinFolder } from "../shell/join-folder.ts";
import type { SiteEvent } from "../site.ts";
import { known, unknown, type Value } from "../value.ts";
import { githubWorkspace } from "./github-context.ts";
import type { StepRun } from "./run-steps.ts";
import { writerOfVersionFile } from "./writes-version-file.ts";

type UsesEvent = Extract<SiteEvent, { kind: "uses" }>;
type Go = Machine["go"];

export function applySetupGo(event: UsesEvent, machine: Machine, run: StepRun): Machine {
  // Another owner's action of that name has versions of its own; setup-go-faster never sets GOTOOLCHAIN.
  const isOwn = /^actions\/setup-go$/i.test(event.name);
  const major = isOwn
    ? majorOfRef(event.ref, commentAfter(event, run))
    : /setup-go-faster$/i.test(event.name)
      ? 1
      : undefined;
  const by = `${event.name}${event.ref ? `@${event.ref}` : ""}`;
  const go = goOf(event, machine, run, { by, major, isOwn });
  const arch = architectureOf(event);
  return {
    ...machine,
    ...(go ? { go } : {}),
    ...(arch ? { hostArch: arch } : {}),
    environment: withGotoolchain(machine, major, event.at, by),
  };
}

const architectures: Readonly<Record<string, string>> = {
  x86: "386",
  x64: "amd64",
  amd64: "amd64",
  arm64: "arm64",
};

/** The Go for another architecture builds for that one unless GOARCH says otherwise. */
function architectureOf(event: UsesEvent): Value | undefined {
  const given = event.inputs.get("architecture");
  if (!given || (given.value.kind === "known" && given.value.text === "")) return undefined;
  if (given.value.kind === "unknown") return given.value;
  const arch = architectures[given.value.text.toLowerCase()];
  return arch ? known(arch, given.at) : unknown(`architecture: ${given.value.text}`, given.at);
}

interface SetupGo {
  readonly by: string;
  readonly major: number | undefined;
  readonly isOwn: boolean;
}

/** The Go that the inputs ask for; undefined without any, when the action keeps what is installed. */
function goOf(event: UsesEvent, machine: Machine, run: StepRun, action: SetupGo): Go | undefined {
  const { by, major, isOwn } = action;
  const version = event.inputs.get("go-version");
  const file = event.inputs.get("go-version-file");
  const isGiven = version && !(version.value.kind === "known" && version.value.text === "");
  if (isGiven) {
    if (version.value.kind === "unknown")
      return { kind: "unknown", reason: version.value.reason, at: version.at };
    return goOfSpec(version.value.text, version.value.at ?? version.at, by);
  }
  const older = event.inputs.get("version");
  if (isOwn && major === 1 && !older) return goOfSpec("1.10", event.at, `${by} by default`);
  if (!file || (file.value.kind === "known" && file.value.text === "")) return undefined;
  if (file.value.kind === "unknown") return { kind: "unknown", reason: file.value.reason, at: file.at };
  // The action runs in the job's workspace, whatever `working-directory` the run steps have.
  const from = joinFolder(known(githubWorkspace), file.value.text, file.at);
  const path = from.kind === "known" ? pathInTree(from.text, machine) : undefined;
  if (path === undefined) {
    const reason = `${file.value.text} is not a file of this repository where ${by} reads it`;
    return { kind: "unknown", reason, at: file.at };
  }
  const { commands, workspace } = run.host;
  const writer = writerOfVersionFile(path, commands, workspace);
  if (writer) {
    const reason = `${writer.text.split("\n")[0]} may change ${path} before ${by} reads it`;
    return { kind: "unknown", reason, at: writer.at };
  }
  const gotoolchain = machine.environment.get("GOTOOLCHAIN")?.value;
  return goOfFile(path, file.at, { workspace, by, major, gotoolchain });
}

function goOfSpec(spec: string, at: Place, by: string): Go {
  const parsed = parseVersionSpec(spec);
  if (parsed.kind === "unknown") return { ...parsed, at };
  return { version: parsed.version, precision: parsed.precision, at, by };
}

interface VersionFileReader {
  readonly workspace: Workspace;
  readonly by: string;
  readonly major: number | undefined;
  /** What the environment of the step holds before the action sets it. */
  readonly gotoolchain: Value | undefined;
}

/** Reads the version as setup-go does: go.mod, go.work, .go-version, .tool-versions. */
function goOfFile(path: string, at: Place, parts: VersionFileReader): Go {
  const { workspace, by } = parts;
  const mod = workspace.modules.find((module) => module.file === path)?.mod;
  const work = workspace.workspaces.find((candidate) => candidate.file === path)?.work;
  const lines = mod ?? work;
  if (lines) return goOfLines(lines, path, at, parts);
  const listed = workspace.versionFiles.find((file) => file.file === path);
  // Before 6.1 the action takes the whole file for a version; other lists of tools it never reads.
  const isList = listed !== undefined && listed.format !== "go-version";
  if (isList && (listed.format !== "tool-versions" || (parts.major ?? 6) < 6))
    return { kind: "unknown", reason: `${by} takes the whole of ${path} for a version`, at };
  const wanted = isList ? "golang" : "go";
  const tool = listed?.tools.find(({ tool: name }) => name === wanted);
  if (isList && !tool)
    return { kind: "unknown", reason: `${path} names no golang, which ${by} looks for`, at };
  if (tool) return goOfSpec(tool.version, { file: path, span: tool.span }, `${by} from ${path}`);
  const read = workspace.tree.read(path);
  if (!read.ok) return { kind: "unknown", reason: `${path} cannot be read: ${read.reason}`, at };
  const source = decodeSource(path, read.bytes);
  // A go.mod in a folder that go leaves out (`.build-tools`) is no module of the tree, but read it is.
  if (/(?:^|\/)go\.mod$/.test(path)) return goOfLines(parseModFile(source), path, at, parts);
  const text = source.text.trim();
  return goOfSpec(text, { file: path, span: { start: 0, end: text.length } }, `${by} from ${path}`);
}

/** The toolchain line from v6 on unless GOTOOLCHAIN is `local` already, the go line before. */
function goOfLines(
  lines: Pick<ModFile, "go" | "toolchain">,
  path: string,
  at: Place,
  { by, major, gotoolchain }: VersionFileReader,
): Go {
  const toolchain = lines.toolchain?.name === "default" ? undefined : lines.toolchain;
  if (toolchain && major === undefined) {
    return { kind: "unknown", reason: `whether ${by} reads the toolchain line depends on its version`, at };
  }
  const readsToolchain = toolchain !== undefined && major !== undefined && major >= 6;
  if (readsToolchain && gotoolchain?.kind === "unknown") {
    const reason = `${by} reads the toolchain line unless GOTOOLCHAIN is local: ${gotoolchain.reason}`;
    return { kind: "unknown", reason, at };
  }
  const isLocal = gotoolchain?.kind === "known" && gotoolchain.text === "local";
  const isToolchain = readsToolchain && !isLocal;
  const version = isToolchain ? toolchain.name.replace(/^go/, "") : lines.go?.version;
  const span = isToolchain ? toolchain.nameSpan : lines.go?.versionSpan;
  if (version === undefined || span === undefined) {
    return { kind: "unknown", reason: `${path} has no go line`, at };
  }
  return { version, precision: precisionOf(version), at: { file: path, span }, by: `${by} from ${path}` };
}

/**
 * v6 writes GOTOOLCHAIN=local into GITHUB_ENV, which later steps see before the env of job and workflow; a
 * commit without a version comment leaves it open.
 */
function withGotoolchain(
  machine: Machine,
  major: number | undefined,
  at: Place,
  by: string,
): Machine["environment"] {
  if (major !== undefined && major < 6) return machine.environment;
  const before = machine.environment.get("GOTOOLCHAIN")?.value;
  if (major === undefined && before?.kind === "known" && before.text === "local") return machine.environment;
  const value =
    major === undefined
      ? unknown(`whether ${by} sets GOTOOLCHAIN=local depends on its version (v6 does)`, at)
      : known("local", at);
  return machine.environment.with("GOTOOLCHAIN", { value, at, by: `written to GITHUB_ENV by ${by}` });
}

/** `uses: actions/setup-go@<commit> # v5.1.0`: the comment on the line names the version. */
function commentAfter(event: UsesEvent, run: StepRun): string | undefined {
  const source = run.host.workspace.source(run.file);
  if (!source) return undefined;
  const { line } = source.lines.positionAt(event.at.span.start);
  return /#\s*(.*)$/.exec(source.lines.lineText(line))?.[1];
}
