import { isAbsolute, join } from "node:path";
import type { Terminal } from "./terminal.ts";

/** The folder for what can be had again, by the rules of each system (https://pkg.go.dev/os#UserCacheDir); undefined without a home. */
export function userCacheFolder(
  environment: Terminal["environment"],
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const folder = systemCacheFolder(environment, platform);
  return folder === undefined ? undefined : join(folder, "breakwater");
}

function systemCacheFolder(
  environment: Terminal["environment"],
  platform: NodeJS.Platform,
): string | undefined {
  if (platform === "win32") return environment.LocalAppData ?? environment.LOCALAPPDATA;
  const home = environment.HOME;
  if (platform === "darwin") return home ? join(home, "Library", "Caches") : undefined;
  const chosen = environment.XDG_CACHE_HOME;
  if (chosen && isAbsolute(chosen)) return chosen;
  return home ? join(home, ".cache") : undefined;
}
