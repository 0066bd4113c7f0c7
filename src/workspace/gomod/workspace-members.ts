import { localTarget } from "./local-target.ts";
import type { GoModule, GoWorkspace } from "./model.ts";

/** The modules of the tree that a go.work uses. */
export function workspaceMembers(
  modules: readonly GoModule[],
  { folder, work }: GoWorkspace,
): readonly GoModule[] {
  const folders = new Set<string>();
  for (const { path } of work.uses) {
    const target = localTarget(folder, path);
    if (target.kind === "inside") folders.add(target.folder);
  }
  return modules.filter((module) => folders.has(module.folder));
}

/** The workspaces that use a module, wherever their go.work lies. */
export function workspacesUsing(
  workspaces: readonly GoWorkspace[],
  module: GoModule,
): readonly GoWorkspace[] {
  return workspaces.filter((workspace) => workspaceMembers([module], workspace).length > 0);
}
