/** The packages that a command compiles: for sure, and perhaps. */
import { moduleOfFolder } from "../workspace/gomod/module-of-folder.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { filesOfFolder, folderOfImport, namedFiles, namedPackageFolders } from "./package-closure.ts";
import type { GoCommand } from "./site.ts";
import { type Selected, type SiteBuild, selectInBuild } from "./site-builds.ts";

export interface CommandReach {
  /** Go files that stand on the command line: their constraints and names are not looked at. */
  readonly namedFiles: ReadonlySet<string>;
  /** Folders of packages that operands name: only their tests are compiled. */
  readonly namedFolders: ReadonlySet<string>;
  /** Folders of packages that are compiled for sure. */
  readonly folders: ReadonlySet<string>;
  /** Folders that are compiled when an open setting turns out so, or that lie in another module. */
  readonly openFolders: ReadonlySet<string>;
}

const reaches = new WeakMap<Workspace, Map<string, CommandReach>>();

/** Undefined when the packages that the command names cannot be known. */
export function commandReach(
  command: GoCommand,
  build: SiteBuild,
  workspace: Workspace,
): CommandReach | undefined {
  const named = namedFiles(command);
  const start = named ? [] : namedPackageFolders(command, workspace);
  if (!start || !command.module) return undefined;
  // Files below _example or testdata are not read: what they import is not known.
  if (named?.some((path) => !isRead(path, workspace))) return undefined;
  if (start.some((folder) => filesOfFolder(folder, workspace).length === 0)) return undefined;
  const key = [build.key, command.module.file, ...(named ?? []), "", ...start].join("\0");
  const known = reaches.get(workspace) ?? new Map<string, CommandReach>();
  reaches.set(workspace, known);
  const existing = known.get(key);
  if (existing) return existing;
  const reach = findReach({ command, build, workspace, named: new Set(named), start: new Set(start) });
  known.set(key, reach);
  return reach;
}

interface Question {
  readonly command: GoCommand;
  readonly build: SiteBuild;
  readonly workspace: Workspace;
  readonly named: ReadonlySet<string>;
  readonly start: ReadonlySet<string>;
}

function findReach(question: Question): CommandReach {
  const { named, start } = question;
  const folders = walk(question, (selected) => selected === "yes");
  const openFolders = walk(question, (selected) => selected !== "no");
  return {
    namedFiles: named,
    namedFolders: start,
    folders: folders.own,
    openFolders: new Set([...openFolders.own, ...openFolders.other]),
  };
}

function walk(
  { command, build, workspace, named, start }: Question,
  isFollowed: (selected: Selected) => boolean,
): { own: ReadonlySet<string>; other: ReadonlySet<string> } {
  const own = new Set<string>(start);
  const other = new Set<string>();
  const follow = (path: string): void => {
    for (const module of workspace.modules) {
      const folder = folderOfImport(path, module);
      if (folder === undefined || moduleOfFolder(workspace.modules, folder) !== module) continue;
      if (module === command.module) own.add(folder);
      else other.add(folder);
    }
  };
  for (const file of workspace.goFiles) {
    if (named.has(file.path)) for (const { path } of file.imports) follow(path);
  }
  // Sets keep their order and visit what is added while they are walked.
  for (const folder of own) {
    for (const file of filesOfFolder(folder, workspace)) {
      if (file.isTest && !start.has(folder)) continue;
      if (isFollowed(selectInBuild(file, build).selected)) for (const { path } of file.imports) follow(path);
    }
  }
  for (const folder of other) {
    for (const file of filesOfFolder(folder, workspace)) {
      if (!file.isTest) for (const { path } of file.imports) follow(path);
    }
  }
  return { own, other };
}

function isRead(path: string, workspace: Workspace): boolean {
  const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
  return filesOfFolder(folder, workspace).some((file) => file.path === path);
}
