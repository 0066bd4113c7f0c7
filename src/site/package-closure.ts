/** Which packages of the repository a build compiles for sure, and what they import from elsewhere. */
import { parseGoArguments } from "../go/flag-table.ts";
import type { Place } from "../text/span.ts";
import type { GoFile } from "../workspace/gofiles/model.ts";
import type { GoModule } from "../workspace/gomod/model.ts";
import { moduleOfFolder } from "../workspace/gomod/module-of-folder.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { isVersionedCall } from "./is-versioned-call.ts";
import { normalizePath } from "./shell/join-folder.ts";
import type { GoCommand } from "./site.ts";
import { buildOfCommand, isAlwaysSelected, type SiteBuild, selectInBuild } from "./site-builds.ts";

export interface PackageClosure {
  /** Files that are compiled whatever the open settings turn out to be; no tests. */
  readonly files: readonly GoFile[];
  /** Import paths of packages outside the repository's own module, each with one import of it. */
  readonly imports: ReadonlyMap<string, Place>;
}

/** Undefined when the packages that the command names cannot be known. */
export function packageClosure(command: GoCommand, workspace: Workspace): PackageClosure | undefined {
  const known = closures.get(workspace) ?? { byCommand: new WeakMap(), byKey: new Map() };
  closures.set(workspace, known);
  if (known.byCommand.has(command)) return known.byCommand.get(command);
  const closure = findClosure(command, workspace, known.byKey);
  known.byCommand.set(command, closure);
  return closure;
}

interface Closures {
  readonly byCommand: WeakMap<GoCommand, PackageClosure | undefined>;
  /** Hundreds of commands compile the same packages in the same way. */
  readonly byKey: Map<string, PackageClosure | undefined>;
}

const closures = new WeakMap<Workspace, Closures>();

function findClosure(
  command: GoCommand,
  workspace: Workspace,
  known: Closures["byKey"],
): PackageClosure | undefined {
  const { module, folder } = command;
  if (!module || folder.kind !== "known" || isVersionedCall(command)) return undefined;
  const build = buildOfCommand(command);
  const packages = packageWords(command);
  if (!build || !packages) return undefined;
  const key = [module.file, build.key, folder.text, ...packages].join("\0");
  if (known.has(key)) return known.get(key);
  const start = packageFolders(packages, folder.text, module, workspace);
  const closure = start && follow(start, { module, build, workspace });
  known.set(key, closure);
  return closure;
}

function follow(
  start: readonly string[],
  parts: { module: GoModule; build: Omit<SiteBuild, "uses">; workspace: Workspace },
): PackageClosure {
  const { module, build, workspace } = parts;
  const known = contentsOf(module, workspace);
  const files: GoFile[] = [];
  const imports = new Map<string, Place>();
  const seen = new Set<string>(start);
  // A set keeps its order and visits what is added while it is walked.
  for (const folder of seen) {
    for (const content of contentOfFolder(folder, known, module, workspace)) {
      const [first] = content.files;
      if (!content.isInEveryBuild && first && selectInBuild(first, build).selected !== "yes") continue;
      files.push(...content.files);
      for (const own of content.ownFolders) seen.add(own);
      for (const [path, at] of content.imports) if (!imports.has(path)) imports.set(path, at);
    }
  }
  return { files, imports };
}

/** Files that stand behind each other, are no tests, and are selected together; what they import, each once. */
interface Content {
  /** One that some build leaves out stands alone. */
  readonly files: GoFile[];
  readonly isInEveryBuild: boolean;
  /** Folders of packages of the same module. */
  readonly ownFolders: Set<string>;
  readonly imports: Map<string, Place>;
}

type Contents = Map<string, readonly Content[]>;

const contents = new WeakMap<Workspace, WeakMap<GoModule, Contents>>();

function contentsOf(module: GoModule, workspace: Workspace): Contents {
  const byModule = contents.get(workspace) ?? new WeakMap<GoModule, Contents>();
  contents.set(workspace, byModule);
  const known = byModule.get(module) ?? new Map<string, readonly Content[]>();
  byModule.set(module, known);
  return known;
}

function contentOfFolder(
  folder: string,
  known: Contents,
  module: GoModule,
  workspace: Workspace,
): readonly Content[] {
  const existing = known.get(folder);
  if (existing) return existing;
  const all: Content[] = [];
  for (const file of filesByFolder(workspace).get(folder) ?? []) {
    if (file.isTest) continue;
    const isInEveryBuild = isAlwaysSelected(file);
    let content = all.at(-1);
    if (!content || !isInEveryBuild || !content.isInEveryBuild) {
      content = { files: [], isInEveryBuild, ownFolders: new Set(), imports: new Map() };
      all.push(content);
    }
    content.files.push(file);
    for (const { path, span } of file.imports) {
      if (content.imports.has(path)) continue;
      const own = folderOfImport(path, module);
      if (own !== undefined && moduleOfFolder(workspace.modules, own) === module) content.ownFolders.add(own);
      else content.imports.set(path, { file: file.path, span });
    }
  }
  known.set(folder, all);
  return all;
}

const indexes = new WeakMap<Workspace, ReadonlyMap<string, readonly GoFile[]>>();

function filesByFolder(workspace: Workspace): ReadonlyMap<string, readonly GoFile[]> {
  const existing = indexes.get(workspace);
  if (existing) return existing;
  const index = new Map<string, GoFile[]>();
  for (const file of workspace.goFiles) {
    const folder = index.get(file.folder);
    if (folder) folder.push(file);
    else index.set(file.folder, [file]);
  }
  indexes.set(workspace, index);
  return index;
}

/** Folders of the packages that a command names; undefined when they cannot be known. */
export function namedPackageFolders(command: GoCommand, workspace: Workspace): readonly string[] | undefined {
  const { module, folder } = command;
  const packages = packageWords(command);
  if (!module || !packages || folder.kind !== "known" || isVersionedCall(command)) return undefined;
  return packageFolders(packages, folder.text, module, workspace);
}

/** The Go files that a command names one by one; undefined when it names packages, or words that are not known. */
export function namedFiles(command: GoCommand): readonly string[] | undefined {
  const { folder } = command;
  const words = packageWords(command)?.filter((word) => word.endsWith(".go"));
  if (!words || words.length === 0 || folder.kind !== "known" || isVersionedCall(command)) return undefined;
  return words.map((word) => normalizePath(`${folder.text}/${word}`, false));
}

/** The Go files of a folder, tests included. */
export function filesOfFolder(folder: string, workspace: Workspace): readonly GoFile[] {
  return filesByFolder(workspace).get(folder) ?? [];
}

/** The packages on the command line as words; none means the current folder. */
function packageWords(command: GoCommand): readonly string[] | undefined {
  const texts = command.arguments.map(({ value, text }) => (value.kind === "known" ? value.text : text));
  const { operands, operandIndexes } = parseGoArguments(command.subcommand, texts, command.go.version);
  if (operandIndexes.some((index) => command.arguments[index]?.value.kind !== "known")) return undefined;
  // What follows the package, or the files, of `go run` belongs to the program.
  const others = operands.findIndex((word) => !word.endsWith(".go"));
  const packages =
    command.subcommand === "run" ? operands.slice(0, others < 0 ? undefined : others || 1) : operands;
  return packages.length === 0 ? ["."] : packages;
}

function packageFolders(
  packages: readonly string[],
  folder: string,
  module: GoModule,
  workspace: Workspace,
): readonly string[] | undefined {
  const found: string[] = [];
  for (const operand of packages) {
    if (operand.endsWith(".go")) {
      found.push(normalizePath(`${folder}/${operand}/..`, false));
      continue;
    }
    const isTree = operand === "..." || operand.endsWith("/...");
    const base = isTree ? operand.slice(0, -3) || "." : operand;
    const start = /^\.{1,2}(?:\/|$)/.test(base)
      ? normalizePath(`${folder}/${base}`, false)
      : folderOfImport(base, module);
    if (start === undefined || start.startsWith("..")) return undefined;
    if (!isTree) found.push(start);
    else found.push(...foldersBelow(start, module, workspace));
  }
  return found;
}

function foldersBelow(start: string, module: GoModule, workspace: Workspace): readonly string[] {
  const others = workspace.modules.filter(
    ({ folder }) => folder !== module.folder && isAtOrBelow(folder, module.folder),
  );
  return [...filesByFolder(workspace).keys()].filter(
    (folder) =>
      isAtOrBelow(folder, start) &&
      !isSkipped(folder.slice(start.length)) &&
      !others.some((other) => isAtOrBelow(folder, other.folder)),
  );
}

/** Patterns with `...` match no package below such folders. */
function isSkipped(path: string): boolean {
  return path.split("/").some((part) => /^[_.]/.test(part) || part === "testdata" || part === "vendor");
}

function isAtOrBelow(folder: string, above: string): boolean {
  return above === "" || folder === above || folder.startsWith(`${above}/`);
}

/** The folder of a package of a module; undefined for packages of others. */
export function folderOfImport(path: string, module: GoModule): string | undefined {
  const own = module.mod.module?.path;
  if (own === undefined || (path !== own && !path.startsWith(`${own}/`))) return undefined;
  return normalizePath(`${module.folder}/${path.slice(own.length)}`, false);
}
