import type { Machine } from "./machine.ts";

/** Whether a file of the tree is on the machine: in an image only what was copied is. */
export function isVisible(file: string, { mounts }: Pick<Machine, "mounts">): boolean {
  if (mounts.length === 0) return true;
  return mounts.some(({ folder }) => folder === file || folder === "" || file.startsWith(`${folder}/`));
}
