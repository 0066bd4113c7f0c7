import type { GoWorkspace } from "./model.ts";
import { nearestAbove } from "./nearest-above.ts";

/** The workspace that go finds from a folder: the nearest go.work upwards, whether or not it uses the folder's module. */
export function workspaceOfFolder(
  workspaces: readonly GoWorkspace[],
  folder: string,
): GoWorkspace | undefined {
  return nearestAbove(workspaces, folder);
}
