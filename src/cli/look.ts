/** Looking at a tree: configuration, workspace and sites, as every command needs them. */
import { UserError } from "../finding/user-error.ts";
import { countOf } from "../report/layout.ts";
import { resolveSites } from "../site/resolve-sites.ts";
import type { SiteTable } from "../site/site.ts";
import { readWorkspace } from "../workspace/read-workspace.ts";
import type { Tree } from "../workspace/tree/tree.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { type Config, readConfig } from "./config.ts";
import { excludePaths } from "./exclude-paths.ts";
import type { Progress } from "./progress.ts";

export interface Look {
  readonly tree: Tree;
  readonly config: Config;
  readonly workspace: Workspace;
  readonly table: SiteTable;
}

/** Reads and resolves a tree. A tree without anything of Go is an error, not a clean result. */
export async function lookAt(whole: Tree, progress: Progress): Promise<Look> {
  const config = await readConfig(whole);
  const tree = excludePaths(whole, config.exclude);
  const workspace = await readWorkspace(tree, { onProgress: (kind) => progress.step(`Reading ${kind}`) });
  progress.step("Resolving sites");
  const table = resolveSites(workspace);
  if (
    table.sites.length === 0 &&
    workspace.modules.length === 0 &&
    workspace.workspaces.length === 0 &&
    workspace.goFiles.length === 0
  ) {
    throw new UserError(
      "nothing-to-look-at",
      `Cannot say anything about "${tree.name}": no go.mod, no Go file and no place where go runs in ${countOf(tree.entries.length, "file")}`,
    );
  }
  return { tree, config, workspace, table };
}

/** How many files were looked at: every file with a model, and every Go header. */
export function countFiles(workspace: Workspace): number {
  return modelFiles(workspace).size + workspace.goFiles.length;
}

/** Paths of the files that are no Go source and that a reader made a model of. */
export function modelFiles(workspace: Workspace): ReadonlySet<string> {
  const files = new Set<string>();
  for (const module of [...workspace.modules, ...workspace.workspaces]) {
    files.add(module.file);
    if (module.sum) files.add(module.sum.file);
    if (module.vendor?.modules) files.add(module.vendor.modules.file);
  }
  const lists = [
    workspace.dockerfiles,
    workspace.workflows,
    workspace.actions,
    workspace.gitlab,
    workspace.circleci,
    workspace.makefiles,
    workspace.scripts,
    workspace.goreleaser,
    workspace.versionFiles,
    workspace.devcontainers,
    workspace.golangci,
    workspace.precommit,
    workspace.dependabot,
    workspace.renovate,
    workspace.gitignores,
    workspace.dockerignores,
    workspace.gitattributes,
    workspace.envFiles,
  ];
  for (const list of lists) for (const { file } of list) files.add(file);
  return files;
}
