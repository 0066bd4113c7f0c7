import type { Place } from "../text/span.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { goInFront } from "./go-in-front.ts";
import { isInstalled, type Machine } from "./machine.ts";
import { goFolders, goOfBinary } from "./placed-go.ts";
import type { PlainCommand } from "./shell/command-host.ts";
import { pathInTree } from "./shell/folder-in-tree.ts";
import { normalizePath } from "./shell/join-folder.ts";
import { unknown } from "./value.ts";

/** `go1.21.3 build` runs that version, whatever `go` is; `./tool/go` whatever that script of the tree picks. */
export function withNamedBinary(
  { machine, words, text }: PlainCommand,
  binary: string,
  workspace: Workspace,
): Machine {
  const wrapper = binary.includes("/") ? pathInTree(binary, machine) : undefined;
  if (wrapper !== undefined && workspace.tree.entry(wrapper)) {
    const reason = `${wrapper} of this repository chooses which Go runs`;
    return { ...machine, go: { kind: "unknown", reason, at: { file: wrapper, span: { start: 0, end: 0 } } } };
  }
  const name = binary.slice(binary.lastIndexOf("/") + 1);
  if (name === "xx-go") return crossMachine(machine, words[0]?.at);
  const version = /^go(1\.\d+(?:\.\d+|rc\d+|beta\d+)?)$/.exec(name)?.[1];
  const at = words[0]?.at;
  const hidden = hiddenBySudo(text, machine);
  if (binary === "go" && hidden) return { ...machine, go: hidden };
  if (!version || !at)
    return { ...machine, go: goInPath(machine, binary, workspace) ?? goOfBinary(machine, binary) };
  return { ...machine, go: { version, precision: "exact", at, by: `the command ${name}` } };
}

/** Where sudo has a PATH of its own, as on Linux, the folder of a set-up step is not on it. */
function hiddenBySudo(text: string, { go, hostOs }: Machine): Machine["go"] | undefined {
  if (!/^\s*sudo\s/.test(text) || /\bPATH=/.test(text) || !isInstalled(go) || !/setup-go/.test(go.by))
    return undefined;
  if (hostOs.kind === "known" && hostOs.text !== "linux") return undefined;
  const reason = `sudo looks for go on its own PATH, not where ${go.by} puts one`;
  return { kind: "unknown", reason, at: go.at, isUnchosen: true };
}

/** Of `go` by its name: the Go of a folder that the script itself put in front of PATH. */
function goInPath(machine: Machine, binary: string, workspace: Workspace): Machine["go"] | undefined {
  const { environment, placedGo, go } = machine;
  const goroot = environment.get("GOROOT");
  // Who hands a GOROOT on to the next steps puts its bin in front as well.
  if (goroot?.value.kind === "unknown" && goroot.by.startsWith("written to ") && !binary.includes("/")) {
    const reason = `GOROOT names a Go whose version is not known: ${goroot.value.reason}`;
    return { kind: "unknown", reason, at: goroot.at };
  }
  const path = environment.get("PATH");
  if (!path?.at || placedGo || binary.includes("/")) return undefined;
  if (path.value.kind === "known")
    return goInFront(path.value.text, path.at, go) ?? hiddenByPath(path.value.text, path.at, machine);
  // HOME has no value in files: the line that sets PATH names the folder all the same.
  const { start, end } = path.at.span;
  const line = workspace.source(path.at.file)?.text.slice(start, end) ?? "";
  const filled = line.replace(/\$\{?(\w+)\}?/g, (whole, name: string) => {
    const value = environment.get(name)?.value;
    return value?.kind === "known" ? value.text : whole;
  });
  return goInFront(filled.replace(/^\s*(?:export\s+)?PATH=/, ""), path.at, go);
}

/** Where a script gives PATH another text, what was on it before may be gone. */
function hiddenByPath(path: string, at: Place, machine: Machine): Machine["go"] | undefined {
  const { go } = machine;
  if (!isInstalled(go)) return undefined;
  const entries = path.split(":").map((entry) => normalizePath(entry));
  const folders = goFolders(machine).map(({ folder }) => `${folder}/bin`);
  // The runner's own text of PATH is not known, and none that somebody writes out holds a set-up Go.
  const isUsual = (entry: string): boolean => /^(?:\/usr(?:\/local)?)?\/bin$|^\/snap\/bin$/.test(entry);
  const isThere =
    folders.length > 0
      ? folders.some((folder) => entries.includes(folder))
      : !/setup-go/.test(go.by) && entries.some(isUsual);
  if (isThere || entries.some((entry) => entry.includes(`/${go.version}/`))) return undefined;
  return { kind: "unknown", reason: `PATH is ${path}, and whether a go lies there is not known`, at };
}

/** xx-go, the cross-building wrapper for Dockerfiles, takes the target from TARGETPLATFORM. */
function crossMachine(machine: Machine, at: Place | undefined): Machine {
  const value = unknown("xx-go takes it from TARGETPLATFORM", at);
  const setting = { value, at, by: "xx-go" };
  return { ...machine, environment: machine.environment.with("GOOS", setting).with("GOARCH", setting) };
}
