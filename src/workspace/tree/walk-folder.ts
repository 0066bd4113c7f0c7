/** Walks a folder on disk and gathers the files that git does not ignore; ignored folders are not entered. */
import { type Dirent, lstatSync, readdirSync, readlinkSync } from "node:fs";
import { compareBytes } from "../../go/byte-order.ts";
import { DiskEntry, describeError } from "./disk-entry.ts";
import {
  openRepository,
  readExclude,
  readIgnoreFile,
  readTrackedFiles,
  type TrackedFiles,
} from "./git-repository.ts";
import { decidingRule, excludedRules, type FolderRules, innerRules, rootRules } from "./ignore-rules.ts";
import type { TreeEntry, TreeProblem } from "./tree.ts";

/** A repository in the walk: the one around the root, or a nested one. */
export interface WalkedRepository {
  /** Tree path of the repository's root with its slash; "" when it is the tree's root or above it. */
  readonly at: string;
  /** Path from the repository's root to the tree's root with its slash; "" when they are one. */
  readonly prefix: string;
  /** Where the repository's root is on disk. */
  readonly root: string;
  readonly excludeText: string | undefined;
  /** Undefined when there is no repository or its index cannot be read. */
  readonly tracked: TrackedFiles | undefined;
}

/** What a walk found. */
export interface Walk {
  /** Sorted by path. */
  readonly entries: readonly TreeEntry[];
  readonly problems: readonly TreeProblem[];
  /** A repository stands before those inside it. */
  readonly repositories: readonly WalkedRepository[];
}

interface Walker {
  readonly folder: string;
  readonly entries: TreeEntry[];
  readonly problems: TreeProblem[];
  readonly repositories: WalkedRepository[];
}

/** Walks a whole folder, given by its absolute path. `rules` are those of the folders above it. */
export function walkFolder(folder: string, repository: WalkedRepository, rules: FolderRules): Walk {
  const walker: Walker = { folder, entries: [], problems: [], repositories: [repository] };
  enterFolder(walker, "", repository, rules);
  return walker;
}

function enterFolder(walker: Walker, path: string, outer: WalkedRepository, above: FolderRules): void {
  const disk = path === "" ? walker.folder : `${walker.folder}/${path}`;
  let found: Dirent[];
  try {
    found = readdirSync(disk, { withFileTypes: true });
  } catch (error) {
    walker.problems.push({ path, reason: describeError(error) });
    return;
  }
  const children = sortChildren(walker, path, disk, found);
  const nested = path !== "" && children.hasGit ? openNested(walker, path, disk) : undefined;
  const repository = nested ?? outer;
  const ignoreText = children.hasIgnoreFile ? readIgnoreFile(disk) : undefined;
  const rules = nested
    ? rootRules(ignoreText, nested.excludeText)
    : innerRules(above, repositoryPath(repository, path), ignoreText);
  const start = path === "" ? "" : `${path}/`;

  for (const name of children.names) {
    const isFolder = name.endsWith("/");
    const child = start + (isFolder ? name.slice(0, -1) : name);
    const inRepository = repositoryPath(repository, child);
    const rule = decidingRule(rules, inRepository, isFolder);
    const isIgnored = rule !== undefined && !rule.isNegated;
    if (!isFolder) {
      if (isIgnored && repository.tracked?.has(inRepository) !== true) continue;
      const link = children.links.has(name) ? readLink(`${disk}/${name}`) : { target: undefined };
      if ("reason" in link) walker.problems.push({ path: child, reason: link.reason });
      else walker.entries.push(new DiskEntry(walker.folder, child, link.target));
    } else if (!isIgnored) {
      enterFolder(walker, child, repository, rules);
    } else if (repository.tracked?.isAbove(inRepository)) {
      enterFolder(walker, child, repository, excludedRules(rule));
    }
  }
}

/** Where a link leads; it may be gone since its folder was listed, and those of /proc cannot all be read. */
function readLink(path: string): { readonly target: string } | { readonly reason: string } {
  try {
    return { target: readlinkSync(path) };
  } catch (error) {
    return { reason: describeError(error) };
  }
}

interface Children {
  /** Sorted so that the files below come out sorted by path; folders end in a slash. */
  readonly names: readonly string[];
  readonly links: ReadonlySet<string>;
  readonly hasGit: boolean;
  readonly hasIgnoreFile: boolean;
}

const noLinks: ReadonlySet<string> = new Set();
const surrogate = /[\ud800-\udfff]/;

function sortChildren(walker: Walker, path: string, disk: string, found: readonly Dirent[]): Children {
  const names: string[] = [];
  let links: Set<string> | undefined;
  let hasGit = false;
  let hasIgnoreFile = false;
  for (const child of found) {
    const { name } = child;
    if (name === ".git") {
      hasGit = true;
      continue;
    }
    if (name.includes("\ufffd") && !lstatSync(`${disk}/${name}`, { throwIfNoEntry: false })) {
      walker.problems.push({ path: path === "" ? name : `${path}/${name}`, reason: "its name is not UTF-8" });
      continue;
    }
    const kind =
      child.isFile() || child.isDirectory() || child.isSymbolicLink() ? child : askKind(child, disk);
    if (kind === undefined) continue;
    if (kind.isDirectory()) names.push(`${name}/`);
    else {
      names.push(name);
      if (kind.isSymbolicLink()) {
        links ??= new Set();
        links.add(name);
      } else if (name === ".gitignore") hasIgnoreFile = true;
    }
  }
  if (names.some((name) => surrogate.test(name))) names.sort(compareBytes);
  else names.sort();
  return { names, links: links ?? noLinks, hasGit, hasIgnoreFile };
}

type Kind = Pick<Dirent, "isFile" | "isDirectory" | "isSymbolicLink">;

/** Pipes, sockets and devices are no files of a tree; some file systems do not say what a name is until asked. */
function askKind(child: Dirent, disk: string): Kind | undefined {
  if (child.isFIFO() || child.isSocket() || child.isBlockDevice() || child.isCharacterDevice())
    return undefined;
  const status = lstatSync(`${disk}/${child.name}`, { throwIfNoEntry: false });
  return status && (status.isFile() || status.isDirectory() || status.isSymbolicLink()) ? status : undefined;
}

/** A repository inside the tree (a submodule, a clone) has its own index and its own rules. */
function openNested(walker: Walker, path: string, disk: string): WalkedRepository | undefined {
  const repository = openRepository(disk);
  if (!repository) return undefined;
  const result = readTrackedFiles(repository);
  if ("reason" in result) walker.problems.push({ path: `${path}/.git/index`, reason: result.reason });
  const nested: WalkedRepository = {
    at: `${path}/`,
    prefix: "",
    root: disk,
    excludeText: readExclude(repository),
    tracked: "tracked" in result ? result.tracked : undefined,
  };
  walker.repositories.push(nested);
  return nested;
}

/** A tree path as a path of its repository. */
export function repositoryPath(repository: WalkedRepository, path: string): string {
  if (repository.at !== "") return path.slice(repository.at.length);
  if (repository.prefix === "") return path;
  return path === "" ? repository.prefix.slice(0, -1) : repository.prefix + path;
}
