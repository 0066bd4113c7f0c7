import type { GoModule } from "./model.ts";
import { nearestAbove } from "./nearest-above.ts";

/** The module that a folder belongs to: that of the nearest go.mod upwards, as `go` looks for it. */
export function moduleOfFolder(modules: readonly GoModule[], folder: string): GoModule | undefined {
  return nearestAbove(modules, folder);
}
