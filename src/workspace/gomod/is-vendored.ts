import { compareGoVersions } from "../../go/go-version.ts";
import type { GoModule } from "./model.ts";

/** Whether go reads the module's vendor folder without being told to: it is there, for this module, and the go line is 1.14 or later. */
export function isVendored({ mod, vendor }: GoModule): boolean {
  if (!vendor?.modules || vendor.modules.parsed.isWorkspace || !mod.go) return false;
  return compareGoVersions(mod.go.version, "1.14") >= 0;
}
