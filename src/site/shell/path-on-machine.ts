import type { Machine } from "../machine.ts";
import { normalizePath } from "./join-folder.ts";

/** The absolute path at which a file or folder of the tree lies on a machine; undefined when it is not there. */
export function pathOnMachine(path: string, { mounts }: Pick<Machine, "mounts">): string | undefined {
  let best: { length: number; path: string } | undefined;
  for (const mount of mounts) {
    const isUnder = mount.folder === "" || path === mount.folder || path.startsWith(`${mount.folder}/`);
    if (!isUnder || (best && best.length > mount.folder.length)) continue;
    const rest = mount.folder === "" ? path : path.slice(mount.folder.length);
    best = { length: mount.folder.length, path: normalizePath(`${mount.path}/${rest}`) };
  }
  return best?.path;
}
