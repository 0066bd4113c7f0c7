/** What a clone's own files say about where it comes from; git is not called. */
import { readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

export interface GitHints {
  /** Addresses of the remotes as `.git/config` writes them. */
  readonly remotes: readonly string[];
  /** What origin's HEAD names, else the current branch when its name is a usual one for it. */
  readonly defaultBranch: string | undefined;
}

/** Reads the hints of the repository at `folder`; nothing is known without one. */
export function readGitHints(folder: string): GitHints {
  const git = gitFolder(folder);
  if (git === undefined) return { remotes: [], defaultBranch: undefined };
  const common = resolve(git, (textOf(join(git, "commondir")) ?? ".").trim());
  const config = textOf(join(common, "config")) ?? "";
  const remotes = [...config.matchAll(/^\s*url\s*=\s*(\S+)/gm)].map(([, address = ""]) => address);
  const origin = branchIn(textOf(join(common, "refs/remotes/origin/HEAD")), "refs/remotes/origin/");
  const current = branchIn(textOf(join(git, "HEAD")), "refs/heads/");
  const usual = current !== undefined && /^(?:main|master|trunk|develop)$/.test(current);
  return { remotes, defaultBranch: origin ?? (usual ? current : undefined) };
}

/** The folder `.git`, or what a file of that name points to (worktrees, submodules). */
function gitFolder(folder: string): string | undefined {
  const path = join(folder, ".git");
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status) return undefined;
  if (status.isDirectory()) return path;
  const target = /^gitdir: (.+)$/m.exec(textOf(path) ?? "")?.[1];
  return target === undefined ? undefined : resolve(folder, target.trim());
}

function branchIn(text: string | undefined, prefix: string): string | undefined {
  const name = /^ref: (\S+)$/m.exec(text ?? "")?.[1];
  return name?.startsWith(prefix) ? name.slice(prefix.length) : undefined;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
