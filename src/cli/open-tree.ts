import { statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { UserError } from "../finding/user-error.ts";
import { createFolderTree } from "../workspace/tree/folder-tree.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import type { Tree } from "../workspace/tree/tree.ts";
import { readRevision, resolveRevision } from "./git.ts";

/** The folder a user names, or one clear line why it cannot be looked at. */
export function openUserFolder(path: string, currentFolder: string): Tree {
  return createFolderTree(checkFolder(path, currentFolder));
}

/** The same folder as a commit has it. */
export function openUserRevision(path: string, currentFolder: string, revision: string): Tree {
  const folder = checkFolder(path, currentFolder);
  const commit = resolveRevision(folder, revision);
  const files = readRevision(folder, commit);
  const decoder = new TextDecoder();
  const links = files.filter(({ mode }) => mode === "link");
  const regular = files.filter(({ mode }) => mode !== "link");
  return createMemoryTree(Object.fromEntries(regular.map(({ path, bytes }) => [path, bytes])), {
    name: `${basename(folder)}@${commit.slice(0, 12)}`,
    tracked: files.map(({ path }) => path),
    links: Object.fromEntries(links.map(({ path, bytes }) => [path, decoder.decode(bytes)])),
    executable: files.filter(({ mode }) => mode === "executable").map(({ path }) => path),
  });
}

/** Absolute path of a folder that exists. */
export function checkFolder(path: string, currentFolder: string): string {
  // A variable that is not set (`check "$DIR"`) must not turn into the current folder.
  if (path === "") throw new UserError("no-such-path", "Cannot look at an empty path: name a folder");
  const folder = resolve(currentFolder, path);
  let isFolder: boolean;
  try {
    isFolder = statSync(folder).isDirectory();
  } catch (error) {
    const reason =
      error instanceof Error && "code" in error && error.code === "ENOENT" ? "no such folder" : String(error);
    throw new UserError("no-such-path", `Cannot look at "${path}": ${reason}`, { cause: error });
  }
  if (!isFolder) throw new UserError("not-a-folder", `Cannot look at "${path}": it is a file, not a folder`);
  return folder;
}
