/** Looking at a tree: configuration, workspace and sites, as every command needs them. */
import { UserError } from "../finding/user-error.ts";
import { countOf } from "../report/layout.ts";
import { type KeepSite, resolveSites } from "../site/resolve-sites.ts";
import type { SiteTable } from "../site/site.ts";
import { matchesPath } from "../text/glob.ts";
import type { Place } from "../text/span.ts";
import { readWorkspace } from "../workspace/read-workspace.ts";
import type { Tree } from "../workspace/tree/tree.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { type Config, readConfig } from "./config.ts";
import { excludePaths } from "./exclude-paths.ts";
import type { UserTree } from "./open-user-tree.ts";
import type { Progress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

export interface Look {
  readonly tree: Tree;
  readonly config: Config;
  readonly workspace: Workspace;
  readonly table: SiteTable;
  /** Files that configuration keeps out of this look. */
  readonly excluded: number;
  /** Patterns of `exclude` that keep nothing out. */
  readonly idleExcludes: readonly { readonly glob: string; readonly at: Place }[];
}

/** Reads and resolves a tree. A tree without anything of Go is an error, not a clean result. */
export async function lookAt(
  whole: Tree,
  progress: Progress,
  { rootAbove }: Pick<UserTree, "rootAbove"> = { rootAbove: undefined },
  {
    honoursExclude = true,
    keepsSite,
  }: { readonly honoursExclude?: boolean; readonly keepsSite?: KeepSite } = {},
): Promise<Look> {
  const config = await readConfig(whole);
  const tree = excludePaths(whole, honoursExclude ? config.exclude : []);
  const workspace = await readWorkspace(tree, { onProgress: (kind) => progress.step(`Reading ${kind}`) });
  progress.step("Resolving sites");
  const table = resolveSites(workspace, keepsSite);
  if (rootAbove !== undefined && !hasSites(table, workspace)) {
    throw new UserError(
      "nothing-to-look-at",
      `Cannot say anything about "${tree.name}" alone: it has no go.mod and no place where go runs, and the repository's root is ${rootAbove}`,
      { hint: "without PATH the root is looked at" },
    );
  }
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
  const idleExcludes = config.exclude.flatMap((glob, index) => {
    const at = config.excludeAt[index];
    const isIdle = at && honoursExclude && !whole.entries.some(({ path }) => matchesPath(glob, path));
    return isIdle ? [{ glob, at }] : [];
  });
  const excluded = whole.entries.length - tree.entries.length;
  return { tree, config, workspace, table, excluded, idleExcludes };
}

function hasSites(table: SiteTable, { modules, workspaces }: Workspace): boolean {
  return table.sites.length > 0 || modules.length > 0 || workspaces.length > 0;
}

/** Says that only a part of a repository was looked at, where that part has no place in which go runs. */
export function noteRootAbove({ table, tree }: Look, { rootAbove }: UserTree, terminal: Terminal): void {
  if (rootAbove === undefined || table.sites.length > 0) return;
  terminal.complain(
    `breakwater: only "${tree.name}" was looked at, where no go runs; the repository's root is ${rootAbove}`,
  );
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
