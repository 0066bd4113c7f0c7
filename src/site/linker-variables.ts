/** What the `-X` flags of a command set, and whether the repository declares it. */
import { type LinkerTarget, packageVariables } from "../go/package-variables.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { filesOfFolder, namedPackageFolders } from "./package-closure.ts";
import { normalizePath } from "./shell/join-folder.ts";
import type { GoCommand } from "./site.ts";
import { linkerFlags } from "./static-link.ts";

export interface LinkerVariable {
  /** `main` or an import path, as written. */
  readonly package: string;
  readonly name: string;
  /** The folder of the package in the tree. */
  readonly folder: string;
  readonly packageName: string | undefined;
  /** Undefined when no file of the package declares it. */
  readonly target: LinkerTarget | undefined;
}

/** Only variables of packages whose folder is certain; a name that a variable hides is left out. */
export function linkerVariables(command: GoCommand, workspace: Workspace): readonly LinkerVariable[] {
  const { text } = linkerFlags(command);
  const found: LinkerVariable[] = [];
  for (const match of text.matchAll(/(?<![\w-])--?X[= ]\s*["']?([\w./~-]+)\.([A-Za-z_]\w*)=/g)) {
    const [, path = "", name = ""] = match;
    for (const folder of foldersOf(path, command, workspace) ?? []) {
      const files = filesOfFolder(folder, workspace).filter(({ isTest }) => !isTest);
      found.push({
        package: path,
        name,
        folder,
        packageName:
          files.find(({ packageName }) => packageName !== "main")?.packageName ?? files[0]?.packageName,
        target: variablesOf(folder, workspace).get(name),
      });
    }
  }
  return found;
}

/** `main` is each main package that the command names; another path must lie in a module of the repository. */
function foldersOf(path: string, command: GoCommand, workspace: Workspace): readonly string[] | undefined {
  if (path === "main") {
    const folders = namedPackageFolders(command, workspace) ?? [];
    const mains = folders.filter((folder) =>
      filesOfFolder(folder, workspace).some(({ packageName, isTest }) => packageName === "main" && !isTest),
    );
    return mains.length === 1 ? mains : undefined;
  }
  const module = workspace.modules
    .filter(({ mod }) => mod.module && `${path}/`.startsWith(`${mod.module.path}/`))
    .sort((a, b) => (b.mod.module?.path.length ?? 0) - (a.mod.module?.path.length ?? 0))[0];
  if (!module?.mod.module) return undefined;
  return [normalizePath(`${module.folder}/${path.slice(module.mod.module.path.length)}`, false)];
}

const parsed = new WeakMap<Workspace, Map<string, ReadonlyMap<string, LinkerTarget>>>();

function variablesOf(folder: string, workspace: Workspace): ReadonlyMap<string, LinkerTarget> {
  const known = parsed.get(workspace) ?? new Map<string, ReadonlyMap<string, LinkerTarget>>();
  parsed.set(workspace, known);
  const existing = known.get(folder);
  if (existing) return existing;
  const files = filesOfFolder(folder, workspace).filter(({ isTest }) => !isTest);
  const variables = packageVariables(files.map(({ path }) => workspace.source(path)?.text ?? ""));
  known.set(folder, variables);
  return variables;
}
