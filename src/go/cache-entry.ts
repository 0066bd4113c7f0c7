/**
 * What a file or folder of the module cache is, by its name: the other way round from cache-paths.ts. The names
 * are those that go writes (https://go.dev/ref/mod#module-cache).
 */
import { unescapePath, unescapeVersion } from "./escape.ts";
import { canonicalModuleVersion } from "./semver.ts";

/** The files that go keeps of a version. */
export type CacheSuffix = "info" | "mod" | "zip" | "ziphash" | "lock" | "partial";

/** What a name means. */
export type CacheEntry =
  | {
      readonly kind: "file";
      readonly path: string;
      readonly version: string;
      readonly suffix: CacheSuffix;
    }
  /** The list of versions, or a file that tells processes apart. */
  | { readonly kind: "list" }
  /** What a process writes before it renames it; it stays when the process is killed. */
  | { readonly kind: "temporary" }
  /** `reason` completes "go reads no such file: …". */
  | { readonly kind: "foreign"; readonly reason: string };

const suffixes = /^(.*)\.(info|mod|zip|ziphash|lock|partial)$/;

/** Reads a path relative to `cache/download`. */
export function readCacheEntry(name: string): CacheEntry {
  const at = name.lastIndexOf("/@v/");
  if (at === -1) return foreign("it lies in no folder of a module");
  const path = unescapePath(name.slice(0, at));
  if (path === undefined)
    return foreign(
      /[A-Z]/.test(name.slice(0, at))
        ? "go writes a capital letter of a path as ! and the small one"
        : "its folder is no module path",
    );
  const base = name.slice(at + "/@v/".length);
  if (base.includes("/")) return foreign("go makes no folder here");
  if (base === "list" || base === "list.lock") return { kind: "list" };
  if (/\d\.tmp$/.test(base)) return { kind: "temporary" };
  const [, escaped = "", suffix] = suffixes.exec(base) ?? [];
  if (suffix === undefined) return foreign("go writes no file of this name");
  const version = unescapeVersion(escaped);
  if (version === undefined || canonicalModuleVersion(version) !== version)
    return foreign(
      /[A-Z]/.test(escaped)
        ? "go writes a capital letter of a version as ! and the small one"
        : "its name is no canonical version",
    );
  return { kind: "file", path, version, suffix: suffix as CacheSuffix };
}

/** What a folder `…@…` of the module cache is; its name is relative to GOMODCACHE. */
export function readExtractedFolder(
  name: string,
):
  | { readonly kind: "module"; readonly path: string; readonly version: string }
  | Exclude<CacheEntry, { kind: "file" | "list" }> {
  const at = name.lastIndexOf("@");
  // Before Go 1.16 a folder was filled under such a name first.
  if (/\.tmp-\d+$/.test(name)) return { kind: "temporary" };
  const path = unescapePath(name.slice(0, at));
  const version = unescapeVersion(name.slice(at + 1));
  if (path === undefined || version === undefined || canonicalModuleVersion(version) !== version)
    return foreign(
      /[A-Z]/.test(name)
        ? "go writes a capital letter as ! and the small one"
        : "its name is no module path with a canonical version",
    );
  return { kind: "module", path, version };
}

function foreign(reason: string): { readonly kind: "foreign"; readonly reason: string } {
  return { kind: "foreign", reason };
}
