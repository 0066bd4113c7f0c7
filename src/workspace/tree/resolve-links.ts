/** Symbolic links are followed by name inside the tree only, so every kind of tree gives the same answer. */
import type { TreeEntry } from "./tree.ts";

/** As many links as Linux follows for one path. */
const mostLinks = 40;

interface LinkQuestion {
  readonly path: string;
  /** A folder tree's root: an absolute link below it stays inside. */
  readonly folder: string | undefined;
  entry(path: string): TreeEntry | undefined;
  hasFolder(path: string): boolean;
}

type Resolved =
  | { readonly ok: true; readonly entry: TreeEntry }
  | { readonly ok: false; readonly reason: string };

/** The regular file that a path names, through links in any part of it. */
export function resolveLinks(question: LinkQuestion): Resolved {
  const direct = question.entry(question.path);
  if (direct && direct.linkTarget === undefined) return { ok: true, entry: direct };

  const todo = question.path.split("/").reverse();
  const done: string[] = [];
  let links = 0;
  for (let part = todo.pop(); part !== undefined; part = todo.pop()) {
    if (part === "" || part === ".") continue;
    if (part === "..") {
      if (done.pop() === undefined) return refuse(question, links, "outside the tree");
      continue;
    }
    done.push(part);
    const target = question.entry(done.join("/"))?.linkTarget;
    if (target === undefined) continue;
    if (++links > mostLinks) return { ok: false, reason: "symbolic links lead in a circle" };
    done.pop();
    const inside = insideFolder(target, question.folder);
    if (inside === undefined) return { ok: false, reason: `symbolic link to "${target}", outside the tree` };
    if (target.startsWith("/")) done.length = 0;
    todo.push(...inside.split("/").reverse());
  }
  const path = done.join("/");
  const entry = question.entry(path);
  if (entry) return { ok: true, entry };
  return refuse(
    question,
    links,
    question.hasFolder(path) ? `"${path}", a folder` : `"${path}", which is not in the tree`,
  );
}

function refuse(question: LinkQuestion, links: number, where: string): Resolved {
  if (links > 0) return { ok: false, reason: `symbolic link leads to ${where}` };
  return {
    ok: false,
    reason: question.hasFolder(question.path) ? "it is a folder" : "no such file in the tree",
  };
}

/** The target relative to the root when it is absolute and lies in the folder, as written when it is relative. */
function insideFolder(target: string, folder: string | undefined): string | undefined {
  if (!target.startsWith("/")) return target;
  if (folder === undefined) return undefined;
  if (target === folder) return "";
  return target.startsWith(`${folder}/`) ? target.slice(folder.length + 1) : undefined;
}
