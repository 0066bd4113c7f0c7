import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** What marks the root of a repository, the strongest first: git's own folder, else a workspace, else a module. */
const marks = [".git", "go.work", "go.mod"] as const;

/** The folder that a repository begins at: the nearest one upwards with .git, else with go.work, else with go.mod. */
export function findRoot(folder: string): { readonly folder: string; readonly mark: string } | undefined {
  for (const mark of marks) {
    const found = nearestWith(folder, mark);
    if (found !== undefined) return { folder: found, mark };
  }
  return undefined;
}

function nearestWith(start: string, name: string): string | undefined {
  let folder = start;
  while (!existsSync(join(folder, name))) {
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
  return folder;
}
