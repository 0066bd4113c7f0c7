import type { Workspace } from "../workspace/workspace.ts";

/** Whether a module of the tree says that it lies in the repository `owner/name`. */
export function isOwnRepository(name: string, { modules }: Pick<Workspace, "modules">): boolean {
  const wanted = `/${name.toLowerCase()}/`;
  return modules.some(({ mod }) => `/${mod.module?.path ?? ""}/`.toLowerCase().includes(wanted));
}
