import type { GoFile } from "./gofiles/model.ts";
import { readGoFiles } from "./gofiles/read-go-files.ts";
import { readModules } from "./gomod/read-modules.ts";
import { createSources } from "./sources.ts";
import type { Tree } from "./tree/tree.ts";
import type { Workspace } from "./workspace.ts";

/** The part of a workspace that modules are in: no Dockerfile, no workflow, no script. */
export type ModuleWorkspace = Pick<Workspace, "modules" | "workspaces" | "goFiles" | "source" | "unknowns">;

/** Reads the modules of a tree; Go files are read when they are asked for. */
export function readModuleWorkspace(tree: Tree): ModuleWorkspace {
  const sources = createSources(tree);
  const { modules, workspaces, unknowns } = readModules(tree);
  let goFiles: readonly GoFile[] | undefined;
  return {
    modules,
    workspaces,
    unknowns,
    get goFiles() {
      goFiles ??= readGoFiles(tree, { includeVendor: false });
      return goFiles;
    },
    source: (path) => sources.read(path),
  };
}
