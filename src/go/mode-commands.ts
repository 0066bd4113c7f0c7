/** What each go subcommand does to the mode it runs in; found in cmd/go's sources from 1.12 to 1.27. */
import { isAtLeastGo } from "./mode-version.ts";

const withModFlag = new Set(["build", "install", "run", "test", "vet", "list", "clean", "generate"]);
const needsModuleSince: ReadonlyMap<string, string> = new Map([
  ["mod tidy", "1.11"],
  ["mod vendor", "1.11"],
  ["mod verify", "1.14"],
  ["mod graph", "1.16"],
  ["mod why", "1.14"],
]);
const ownModule = new Set(["get", "mod tidy", "mod init", "mod edit", "mod vendor"]);
const updates = new Set(["get", "mod download", "mod init", "mod tidy", "work sync"]);
const inspects = new Set(["mod graph", "mod verify", "mod why"]);
const vendors = new Set(["mod vendor", "work vendor"]);

/** Whether the subcommand has a `-mod` flag; without it, one in GOFLAGS is passed over. */
export function takesModFlag(subcommand: string, toolchain: string): boolean {
  if (withModFlag.has(subcommand)) return true;
  if (subcommand === "get") return !isAtLeastGo(toolchain, "1.14");
  if (subcommand === "fmt") return isAtLeastGo(toolchain, "1.16");
  return subcommand === "fix" && isAtLeastGo(toolchain, "1.18");
}

/** Whether the subcommand is about modules and so cannot run in GOPATH mode. */
export function isModuleCommand(subcommand: string, toolchain: string): boolean {
  if (/^(?:mod|work) /.test(subcommand)) return true;
  return subcommand === "get" && isAtLeastGo(toolchain, "1.22");
}

/** Whether the subcommand stops when there is no go.mod; some did not in older versions with GO111MODULE=on. */
export function needsModFile(
  subcommand: string,
  { toolchain, go111module }: { readonly toolchain: string; readonly go111module?: string | undefined },
): boolean {
  const since = needsModuleSince.get(subcommand);
  return since !== undefined && (go111module !== "on" || isAtLeastGo(toolchain, since));
}

/** Whether the subcommand never looks for modules, and so minds no setting about them. */
export function ignoresModules(subcommand: string): boolean {
  return subcommand === "version" || subcommand === "help";
}

/** Whether the subcommand looks at the module alone, even inside a workspace. */
export function ignoresWorkspace(subcommand: string): boolean {
  return ownModule.has(subcommand);
}

/** The mode that the subcommand always runs in; undefined when settings and files decide. */
export function fixedMode(subcommand: string, toolchain: string): "mod" | "readonly" | undefined {
  if (!isAtLeastGo(toolchain, "1.18")) {
    return subcommand === "get" || subcommand.startsWith("mod ") ? "mod" : undefined;
  }
  if (vendors.has(subcommand)) return "readonly";
  return updates.has(subcommand) || inspects.has(subcommand) ? "mod" : undefined;
}
