/** Finds the git repository of a folder and reads what says which files belong to it, without running git. */
import { existsSync, lstatSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { describeError, readDisk } from "./disk-entry.ts";
import { type GitIndexEntry, type HashSize, parseGitIndex } from "./git-index.ts";

/** A work tree with its git folder. */
export interface GitRepository {
  /** The root of the work tree. */
  readonly root: string;
  /** The folder that holds the index: `.git`, or where a `.git` file points. */
  readonly gitFolder: string;
  /** The folder that work trees share: it holds `info/exclude` and `config`. */
  readonly commonFolder: string;
}

/** The paths that git tracks in a repository, relative to its root. */
export interface TrackedFiles {
  has(path: string): boolean | undefined;
  /** Whether a tracked path lies below the folder, or is a submodule there. */
  isAbove(folder: string): boolean;
  isSubmodule(path: string): boolean;
}

/** The repository whose work tree has its root at `folder`, if there is one. */
export function openRepository(folder: string): GitRepository | undefined {
  const dotGit = join(folder, ".git");
  const gitFolder = followGitFile(folder, dotGit);
  if (gitFolder === undefined) return undefined;
  const common = readText(join(gitFolder, "commondir"))?.trim();
  const commonFolder = common ? resolve(gitFolder, common) : gitFolder;
  // The same three things make a folder a repository for git.
  const isRepository =
    existsSync(join(gitFolder, "HEAD")) &&
    existsSync(join(commonFolder, "objects")) &&
    existsSync(join(commonFolder, "refs"));
  return isRepository ? { root: folder, gitFolder, commonFolder } : undefined;
}

/** The repository that a folder lies in: its own or that of the nearest folder above. */
export function findRepository(folder: string): GitRepository | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const found = openRepository(at);
    if (found) return found;
    if (dirname(at) === at) return undefined;
  }
}

/** Whether the `.git` of a folder is a file that leads to no repository: git then refuses to work, whatever lies above. */
export function hasDanglingGitFile(folder: string): boolean {
  const status = lstatSync(join(folder, ".git"), { throwIfNoEntry: false });
  return status?.isFile() === true && openRepository(folder) === undefined;
}

/** A `.git` file (work trees, submodules) has one line: `gitdir: PATH`. */
function followGitFile(folder: string, dotGit: string): string | undefined {
  const status = lstatSync(dotGit, { throwIfNoEntry: false });
  if (!status) return undefined;
  if (status.isSymbolicLink()) {
    try {
      return realpathSync(dotGit);
    } catch {
      return undefined;
    }
  }
  if (status.isDirectory()) return dotGit;
  const target = readText(dotGit)?.match(/^gitdir: (.+?)[\r\n]*$/)?.[1];
  if (target === undefined) return undefined;
  return isAbsolute(target) ? target : resolve(folder, target);
}

/** The text of `.git/info/exclude`. */
export function readExclude(repository: GitRepository): string | undefined {
  return readText(join(repository.commonFolder, "info", "exclude"));
}

/** The tracked files of a repository, undefined when nothing was ever added, or why the index cannot be read. */
export function readTrackedFiles(
  repository: GitRepository,
): { readonly tracked: TrackedFiles | undefined } | { readonly reason: string } {
  const path = join(repository.gitFolder, "index");
  let bytes: Uint8Array;
  try {
    bytes = readRegular(path);
  } catch (error) {
    return existsSync(path) ? { reason: describeError(error) } : { tracked: createTrackedFiles([]) };
  }
  const result = parseGitIndex(bytes, readHashSize(repository));
  return result.ok ? { tracked: createTrackedFiles(result.index.entries) } : { reason: result.reason };
}

function readHashSize(repository: GitRepository): HashSize {
  const config = readText(join(repository.commonFolder, "config")) ?? "";
  return /^[ \t]*objectformat[ \t]*=[ \t]*"?sha256\b/im.test(config) ? 32 : 20;
}

const submoduleMode = 0o160000;
const sparseFolderMode = 0o40000;

function createTrackedFiles(entries: readonly GitIndexEntry[]): TrackedFiles {
  const paths = new Set<string>();
  const submodules = new Set<string>();
  const sparseFolders: string[] = [];
  for (const entry of entries) {
    if (entry.mode === sparseFolderMode) sparseFolders.push(entry.path);
    else if (entry.mode === submoduleMode) submodules.add(entry.path);
    else paths.add(entry.path);
  }
  let folders: Set<string> | undefined;
  return {
    has(path) {
      if (paths.has(path) || submodules.has(path)) return true;
      return sparseFolders.some((folder) => path.startsWith(folder)) ? undefined : false;
    },
    isSubmodule: (path) => submodules.has(path),
    isAbove(folder) {
      folders ??= foldersAbove([...paths, ...submodules]);
      return folders.has(folder) || submodules.has(folder);
    },
  };
}

function foldersAbove(paths: readonly string[]): Set<string> {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
      const folder = path.slice(0, end);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return folders;
}

/** The text of the `.gitignore` in a folder on disk. git reads no ignore file through a link, nor do we. */
export function readIgnoreFile(folder: string): string | undefined {
  const result = readDisk(join(folder, ".gitignore"), undefined);
  return result.ok ? decoder.decode(result.bytes) : undefined;
}

/** Whether a path on disk is a folder (a link to one is not). */
export function statFolder(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
}

const decoder = new TextDecoder();

function readText(path: string): string | undefined {
  try {
    return decoder.decode(readRegular(path));
  } catch {
    return undefined;
  }
}

/** Bytes of a file, through links; a pipe, on which reading would never end, is refused. */
function readRegular(path: string): Uint8Array {
  if (!statSync(path).isFile()) throw new Error("it is not a regular file");
  return readFileSync(path);
}
