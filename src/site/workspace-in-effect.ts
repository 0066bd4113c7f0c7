/** The go.work that holds for a command: the one that GOWORK names, else the nearest one above its folder. */
import type { GoWorkspace } from "../workspace/gomod/model.ts";
import { workspaceOfFolder } from "../workspace/gomod/workspace-of-folder.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { isVisible } from "./is-visible.ts";
import type { Machine } from "./machine.ts";
import { pathInTree } from "./shell/folder-in-tree.ts";
import type { Reason } from "./site.ts";

/** `open` says why files cannot tell which workspace holds; `workspace` is then undefined. */
export interface WorkspaceInEffect {
  readonly workspace: GoWorkspace | undefined;
  readonly open?: Reason;
}

const none: WorkspaceInEffect = { workspace: undefined };

/** Answers for a folder of the tree. */
export function workspaceInEffect(
  { workspaces }: Pick<Workspace, "workspaces">,
  machine: Machine,
  folder: string,
): WorkspaceInEffect {
  const gowork = machine.environment.goSetting("GOWORK");
  const above = workspaceOfFolder(workspaces, folder);
  const nearest = above && isVisible(above.file, machine) ? { workspace: above } : none;
  if (!gowork) return nearest;
  const { value } = gowork;
  const at = value.at ?? gowork.at;
  if (value.kind === "unknown") {
    const texts = value.candidates ?? [];
    const isOff = texts.length > 0 && texts.every((text) => text === "off");
    if (isOff) return none;
    // Nobody sets it, or there is no workspace to turn off.
    if (value.isUnset || workspaces.length === 0) return nearest;
    return { workspace: undefined, open: { text: `GOWORK is not known: ${value.reason}`, at } };
  }
  const { text } = value;
  if (text === "off") return none;
  if (text === "auto") return nearest;
  if (!/^(?:\/|[A-Za-z]:[\\/])/.test(text)) {
    return { workspace: undefined, open: { text: `go refuses GOWORK=${text}: it is no absolute path`, at } };
  }
  const file = pathInTree(text, machine);
  const named = workspaces.find((workspace) => workspace.file === file);
  if (named) return { workspace: named };
  const why = file === undefined ? "which lies outside this repository" : "which is no go.work that was read";
  return { workspace: undefined, open: { text: `GOWORK names ${text}, ${why}`, at } };
}
