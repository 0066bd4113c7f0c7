/** The row "this shell": what `go build` would do in the current folder, decided like any site, and never counted as one. */
import { relative } from "node:path";
import { defaultCCompiler } from "../go/cgo.ts";
import { bareMachine } from "../site/bare-machine.ts";
import type { Machine } from "../site/machine.ts";
import { resolveCommand } from "../site/resolve-command.ts";
import type { Site } from "../site/site.ts";
import { known } from "../site/value.ts";
import type { Place } from "../text/span.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { findProgram, findShellGo, type ShellGo } from "./shell-go.ts";
import { shellRefusal } from "./shell-refusal.ts";
import { shellSettings } from "./shell-settings.ts";
import type { Terminal } from "./terminal.ts";

/** What the row is called, and how `--site` names it. */
export const shellName = "this shell";

/** The developer's own go as a site; undefined when PATH has none. `root` is the folder that is looked at. */
export function shellSite(
  workspace: Workspace,
  root: string,
  terminal: Pick<Terminal, "environment" | "folder">,
): Site | undefined {
  const go = findShellGo(terminal.environment);
  if (go === undefined) return undefined;
  const at = placeOf(go.binary);
  const words = ["go", "build"].map((text) => ({ text, value: known(text), at }));
  const command = resolveCommand(
    {
      words,
      text: "go build",
      at,
      machine: machineOf(go, root, terminal),
      failure: { kind: "stops" },
      via: [],
      isConditional: false,
      hasMoreArguments: false,
    },
    "go",
    { workspace },
  );
  const { mode, cgo, tags, goos, goarch } = command;
  const stopped = go.version === undefined ? undefined : shellRefusal(command, go.version);
  return {
    id: shellName,
    title: shellName,
    kind: "shell-script",
    at,
    go: stopped ? { ...command.go, outcome: "refuses", why: [...command.go.why, stopped] } : command.go,
    commands: [command],
    mode,
    cgo,
    tags,
    goos,
    goarch,
    events: [],
    unknowns: [],
  };
}

function machineOf(go: ShellGo, root: string, terminal: Pick<Terminal, "environment" | "folder">): Machine {
  const at = placeOf(go.binary);
  const inRoot = relative(root, terminal.folder).replaceAll("\\", "/");
  const folder = inRoot.startsWith("..") ? "" : inRoot;
  const hostOs = process.platform === "win32" ? "windows" : process.platform;
  const hostArch = { x64: "amd64", ia32: "386" }[process.arch as string] ?? process.arch;
  const name = defaultCCompiler(hostOs);
  const compiler = findProgram(name, terminal.environment);
  return {
    ...bareMachine(shellName, at, folder),
    environment: shellSettings(terminal.environment, go.goroot),
    go:
      go.version === undefined
        ? { kind: "unknown", reason: `no VERSION file lies in ${go.goroot}`, at }
        : { version: go.version, precision: "exact", at, by: "PATH" },
    compiler: {
      present: compiler !== undefined,
      reason: compiler === undefined ? `${name} is in no folder of PATH` : `${name} is in a folder of PATH`,
      at: placeOf(compiler ?? "PATH"),
    },
    hostOs: known(hostOs),
    hostArch: known(hostArch),
  };
}

function placeOf(file: string): Place {
  return { file, span: { start: 0, end: 0 } };
}
