/** The go.mod and go.work that a command finds from the folder it runs in. */
import type { GoModule, GoWorkspace } from "../workspace/gomod/model.ts";
import { moduleFileAt } from "../workspace/gomod/module-file-at.ts";
import { moduleOfFolder } from "../workspace/gomod/module-of-folder.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { type GoCall, lastFlag } from "./go-arguments.ts";
import { isVisible } from "./is-visible.ts";
import type { Machine } from "./machine.ts";
import { normalizePath } from "./shell/join-folder.ts";
import type { Reason } from "./site.ts";
import { workspaceInEffect } from "./workspace-in-effect.ts";

/** What go finds. */
export interface Located {
  readonly module: GoModule | undefined;
  readonly workspace: GoWorkspace | undefined;
  /** Why files cannot tell which go.work holds. */
  readonly openWorkspace?: Reason;
}

/** The go.mod and go.work that go finds from the folder, `-modfile` and GOWORK considered. */
export function locateModule(
  workspace: Workspace,
  machine: Machine,
  inTree: string | undefined,
  call: GoCall,
): Located {
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
export function mountedModule(workspace: Workspace, machine: Machine): GoModule | undefined {
  if (machine.folder.kind === "unknown") return undefined;
  const wanted = normalizePath(`${machine.folder.text}/go.mod`, machine.folder.text.startsWith("/"));
  const file = machine.mounts.find((mount) => mount.path === wanted)?.folder;
  return file === undefined ? undefined : workspace.modules.find((module) => module.file === file);
}

/** The modules that a workspace uses. */
export function membersOf(workspace: Workspace, work: GoWorkspace): readonly GoModule[] {
  const folders = new Set(work.work.uses.map((use) => normalizePath(`${work.folder}/${use.path}`, false)));
  const opened = new Set([...folders].map((folder) => moduleFileAt(workspace.tree, folder)));
  return workspace.modules.filter((module) => opened.has(module.file));
}
