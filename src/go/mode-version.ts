import { compareGoVersions, languageVersion } from "./go-version.ts";

/** Whether a toolchain (`1.25`, `1.25.3`, `1.26rc1`) is of the given minor or newer; pre-releases count as their minor. */
export function isAtLeastGo(toolchain: string, minor: string): boolean {
  return compareGoVersions(languageVersion(toolchain), minor) >= 0;
}
