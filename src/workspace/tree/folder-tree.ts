/**
 * A tree of the files in a folder on disk, without those that git ignores. No process is started.
 *
 * Ignore rules come from files that travel with the repository: `.gitignore` at every level (also above
 * the folder, up to the repository's root) and `.git/info/exclude`. A person's own `core.excludesFile`
 * is not read: two people must get the same answer. Files in git's index are in the tree even if ignored.
 */
import { realpathSync, statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { UserError } from "../../finding/user-error.ts";
import { buildTree } from "./build-tree.ts";
import { describeError, peekDisk, readDisk } from "./disk-entry.ts";
import {
  findRepository,
  type GitRepository,
  hasDanglingGitFile,
  readExclude,
  readIgnoreFile,
  readTrackedFiles,
  statFolder,
} from "./git-repository.ts";
import {
  createIgnoreRules,
  decidingRule,
  type FolderRules,
  type IgnoreRules,
  innerRules,
  rootRules,
} from "./ignore-rules.ts";
import type { Tree, TreeProblem } from "./tree.ts";
import { repositoryPath, type WalkedRepository, walkFolder } from "./walk-folder.ts";

/** Reads the tree of a folder; throws a UserError when the path is missing, no folder or unreadable. */
export function createFolderTree(path: string): Tree {
  const folder = openFolder(path);
  const problems: TreeProblem[] = [];
  const start = startOf(folder, problems);
  const walk = walkFolder(folder, start.repository, start.rules);
  const denied = walk.problems.find((problem) => problem.path === "");
  if (denied) throw new UserError("no-such-path", `Cannot read folder "${path}": ${denied.reason}`);

  const ignoreRules = new Map<WalkedRepository, IgnoreRules>();
  const repositoryOf = (asked: string): WalkedRepository =>
    walk.repositories.findLast((one) => asked.startsWith(one.at)) ?? start.repository;
  const rulesOf = (repository: WalkedRepository): IgnoreRules => {
    const known = ignoreRules.get(repository);
    if (known) return known;
    const created = createIgnoreRules(
      (inside) => readIgnoreFile(inside === "" ? repository.root : `${repository.root}/${inside}`),
      repository.excludeText,
    );
    ignoreRules.set(repository, created);
    return created;
  };

  return buildTree({
    kind: "folder",
    name: basename(resolve(path)),
    folder,
    prefix: start.repository.prefix,
    entries: walk.entries,
    problems: [...problems, ...walk.problems],
    readBytes: (entry, limit) => readDisk(`${folder}/${entry.path}`, limit),
    peekBytes: (entry, limit) => peekDisk(`${folder}/${entry.path}`, limit),
    isTracked(asked) {
      const repository = repositoryOf(asked);
      return repository.tracked?.has(repositoryPath(repository, asked));
    },
    isIgnored(asked, isFolder) {
      const repository = repositoryOf(asked);
      return rulesOf(repository).isIgnored(
        repositoryPath(repository, asked),
        isFolder ?? statFolder(`${folder}/${asked}`),
      );
    },
  });
}

function openFolder(path: string): string {
  let isFolder: boolean;
  let folder: string;
  try {
    folder = realpathSync(path);
    isFolder = statSync(folder).isDirectory();
  } catch (error) {
    const reason = describeError(error).replace("no such file", "no such file or folder");
    throw new UserError("no-such-path", `Cannot read "${path}": ${reason}`, { cause: error });
  }
  if (!isFolder) throw new UserError("not-a-folder", `Cannot read "${path}" as a folder: it is a file`);
  return folder;
}

interface Start {
  readonly repository: WalkedRepository;
  readonly rules: FolderRules;
}

function startOf(folder: string, problems: TreeProblem[]): Start {
  if (hasDanglingGitFile(folder)) {
    problems.push({ path: ".git", reason: "it names no repository, so nothing says which files git tracks" });
    return startOutside(folder);
  }
  const repository = findRepository(folder);
  if (!repository) return startOutside(folder);
  const result = readTrackedFiles(repository);
  const tracked = "tracked" in result ? result.tracked : undefined;
  const prefix =
    folder === repository.root ? "" : `${folder.slice(repository.root.length).replace(/^\//, "")}/`;

  let rules = rootRules(readIgnoreFile(repository.root), readExclude(repository));
  for (let end = prefix.indexOf("/"); end > 0; end = prefix.indexOf("/", end + 1)) {
    const inside = prefix.slice(0, end);
    const rule = decidingRule(rules, inside, true);
    // Who names an ignored folder means it: the rules around it would leave nothing to look at.
    if (rule && !rule.isNegated && !tracked?.isAbove(prefix.slice(0, -1))) return startOutside(folder);
    if (end < prefix.length - 1)
      rules = innerRules(rules, inside, readIgnoreFile(`${repository.root}/${inside}`));
  }
  if ("reason" in result) problems.push({ path: indexName(repository, folder), reason: result.reason });
  return {
    repository: walked(repository.root, prefix, { tracked, excludeText: readExclude(repository) }),
    rules,
  };
}

function startOutside(folder: string): Start {
  const repository = walked(folder, "", { tracked: undefined, excludeText: undefined });
  return { repository, rules: rootRules(undefined, undefined) };
}

function walked(
  root: string,
  prefix: string,
  { tracked, excludeText }: Pick<WalkedRepository, "tracked" | "excludeText">,
): WalkedRepository {
  return { at: "", prefix, root, tracked, excludeText };
}

function indexName(repository: GitRepository, folder: string): string {
  return repository.root === folder ? ".git/index" : `${repository.gitFolder}/index`;
}
