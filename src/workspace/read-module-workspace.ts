import type { GoFile } from "./gofiles/model.ts";
import { readGoFiles } from "./gofiles/read-go-files.ts";
import type { ReadSum } from "./gomod/model.ts";
import { type OtherVendor, readOtherSums } from "./gomod/other-sums.ts";
import { readModules } from "./gomod/read-modules.ts";
import { createSources } from "./sources.ts";
import type { Tree } from "./tree/tree.ts";
import type { Workspace } from "./workspace.ts";

/** The part of a workspace that modules are in: no Dockerfile, no workflow, no script. */
export interface ModuleWorkspace
  extends Pick<Workspace, "modules" | "workspaces" | "goFiles" | "source" | "unknowns"> {
  /** go.sum files of modules that no command looks at by itself; their lines are all that is known of those. */
  readonly otherSums: readonly ReadSum[];
  readonly otherVendors: readonly OtherVendor[];
}

/** Reads the modules of a tree; Go files are read when they are asked for. */
export function readModuleWorkspace(tree: Tree): ModuleWorkspace {
  const sources = createSources(tree);
  const { modules, workspaces, unknowns } = readModules(tree);
  const known = [...modules, ...workspaces].flatMap(({ sum, vendor }) => [
    sum?.file ?? "",
    vendor?.modules?.file ?? "",
  ]);
  const others = readOtherSums(tree, new Set(known));
  let goFiles: readonly GoFile[] | undefined;
  return {
    modules,
    workspaces,
    otherSums: others.sums,
    otherVendors: others.vendors,
    unknowns: [...unknowns, ...others.unknowns],
    get goFiles() {
      goFiles ??= readGoFiles(tree, { includeVendor: false });
      return goFiles;
    },
    source: (path) => sources.read(path),
  };
}
