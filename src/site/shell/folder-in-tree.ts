import { elsewhere, type Machine } from "../machine.ts";
import { known } from "../value.ts";
import { normalizePath } from "./join-folder.ts";

/** The tree's folder that the machine's current folder shows; undefined when it is none or not known. */
export function folderInTree(machine: Pick<Machine, "folder" | "mounts">): string | undefined {
  if (machine.folder.kind === "unknown") return undefined;
  const path = machine.folder.text;
  if (!path.startsWith("/")) {
    const isElsewhere = machine.mounts.some(
      (mount) => mount.folder === elsewhere && `${path}/`.startsWith(`${mount.path}/`),
    );
    return path.startsWith("..") || isElsewhere ? undefined : path;
  }
  let best: { length: number; folder: string } | undefined;
  for (const mount of machine.mounts) {
    const isUnder = path === mount.path || path.startsWith(mount.path === "/" ? "/" : `${mount.path}/`);
    if (!isUnder || (best && best.length > mount.path.length)) continue;
    const rest = path.slice(mount.path.length);
    best = { length: mount.path.length, folder: normalizePath(`${mount.folder}/${rest}`, false) };
  }
  return best?.folder.startsWith("..") ? undefined : best?.folder;
}

/** The tree's file or folder that a path names, seen from the machine's current folder. */
export function pathInTree(path: string, machine: Pick<Machine, "folder" | "mounts">): string | undefined {
  if (path.startsWith("/")) return folderInTree({ ...machine, folder: known(path) });
  const { folder: current } = machine;
  // A file may lie in a folder that holds nothing else of the tree: `COPY hack/build.sh ./`.
  if (current.kind === "known" && current.text.startsWith("/"))
    return folderInTree({ ...machine, folder: known(normalizePath(`${current.text}/${path}`)) });
  const folder = folderInTree(machine);
  if (folder === undefined) return undefined;
  const joined = normalizePath(`${folder}/${path}`, false);
  return joined.startsWith("..") ? undefined : joined;
}
