/** Where a module version lies in the module cache (https://go.dev/ref/mod#module-cache), relative to GOMODCACHE. */
import { escapePath, escapeVersion } from "./escape.ts";

/** Paths with forward slashes. */
export interface CachePaths {
  /** `cache/download/<path>/@v/<version>`: `.info`, `.mod`, `.zip` and `.ziphash` follow. */
  readonly download: string;
  /** The extracted folder. */
  readonly extracted: string;
}

/** Undefined when the path or the version is no valid one. */
export function cachePaths(path: string, version: string): CachePaths | undefined {
  const escapedPath = escapePath(path);
  const escapedVersion = escapeVersion(version);
  if (escapedPath === undefined || escapedVersion === undefined) return undefined;
  return {
    download: `cache/download/${escapedPath}/@v/${escapedVersion}`,
    extracted: `${escapedPath}@${escapedVersion}`,
  };
}
