import { escapePath, escapeVersion } from "../go/escape.ts";
import type { ModuleVersion } from "../store/module-store.ts";

/** The path of a version's file below a GOPROXY; throws a RangeError for what has none. */
export function versionPath({ path, version }: ModuleVersion, file: string): string {
  return `${modulePath(path)}/@v/${escapedVersion(version)}.${file}`;
}

/** A module's path below a GOPROXY. */
export function modulePath(path: string): string {
  const escaped = escapePath(path);
  if (escaped === undefined) throw new RangeError(`Not a module path: ${JSON.stringify(path)}`);
  return escaped;
}

function escapedVersion(version: string): string {
  const escaped = escapeVersion(version);
  if (escaped === undefined) throw new RangeError(`Not a version: ${JSON.stringify(version)}`);
  return escaped;
}
