/** What lies in a module cache: versions with their files, and what belongs to none. */
import { type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import { type CacheSuffix, readCacheEntry, readExtractedFolder } from "../../go/cache-entry.ts";
import { cachePaths } from "../../go/cache-paths.ts";
import type { IntegrityUnknown } from "../../integrity/faults.ts";
import type { ModuleVersion } from "../../integrity/open-module-zip.ts";
import { reasonOf } from "../reason-of.ts";

/** One version in the cache. */
export interface CachedVersion extends ModuleVersion {
  readonly suffixes: ReadonlySet<CacheSuffix>;
  readonly isExtracted: boolean;
}

/** Something in the cache that is no file of a version; names are relative to the cache. */
export interface StrayEntry {
  readonly name: string;
  readonly reason: string;
}

export interface CacheListing {
  readonly versions: readonly CachedVersion[];
  /** Files and folders under names that go never uses. */
  readonly foreign: readonly StrayEntry[];
  /** What a killed process left; a file that may still be written to is not in it. */
  readonly unfinished: readonly StrayEntry[];
  readonly unknowns: readonly IntegrityUnknown[];
}

/** So long nobody downloads one file. */
const inUseMs = 3600 * 1000;
const download = "cache/download";

interface OpenVersion extends ModuleVersion {
  readonly suffixes: Set<CacheSuffix>;
  isExtracted: boolean;
}

/** Lists the module cache at `folder`; links to folders are followed, as go does, each folder once. */
export function listCache(folder: string, now: number): CacheListing {
  const versions = new Map<string, OpenVersion>();
  const foreign: StrayEntry[] = [];
  const unfinished: StrayEntry[] = [];
  const unknowns: IntegrityUnknown[] = [];
  const versionOf = ({ path, version }: ModuleVersion): OpenVersion => {
    const key = `${path}@${version}`;
    const known = versions.get(key) ?? { path, version, suffixes: new Set(), isExtracted: false };
    versions.set(key, known);
    return known;
  };
  const list = (name: string): readonly Dirent[] => {
    try {
      return readdirSync(`${folder}/${name}`, { withFileTypes: true });
    } catch (error) {
      unknowns.push({ file: `GOMODCACHE/${name}`, reason: reasonOf(error) });
      return [];
    }
  };
  const entered = new Set<string>([realpathSync(folder)]);
  /** A link may lead to where we are, or to one place on many ways: what is known to be a folder is not always entered. */
  const kindOf = (entry: Dirent, name: string): "file" | "folder" | "entered" => {
    if (!entry.isSymbolicLink()) return entry.isDirectory() ? "folder" : "file";
    const place = `${folder}/${name}`;
    if (!isFolder(place)) return "file";
    const real = realpathSync(place);
    const isNew = !entered.has(real) && !`${realpathSync(folder)}/`.startsWith(`${real}/`);
    entered.add(real);
    if (isNew) return "folder";
    unknowns.push({
      file: `GOMODCACHE/${name}`,
      reason: "it is a link to a folder that another link leads to, or that it lies in",
    });
    return "entered";
  };
  const leave = (name: string): void => {
    const { mtimeMs = now } = statSync(`${folder}/${name}`, { throwIfNoEntry: false }) ?? {};
    if (now - mtimeMs > inUseMs)
      unfinished.push({ name, reason: "a download or an unpacking was cut short" });
  };

  const enterDownload = (name: string): void => {
    for (const entry of list(name)) {
      const path = `${name}/${entry.name}`;
      // The checksum log's own files prove themselves to whoever reads them.
      if (path === `${download}/sumdb`) continue;
      const kind = kindOf(entry, path);
      if (kind === "folder") enterDownload(path);
      if (kind !== "file") continue;
      const found = readCacheEntry(path.slice(download.length + 1));
      if (found.kind === "foreign") foreign.push({ name: path, reason: found.reason });
      if (found.kind === "temporary") leave(path);
      if (found.kind === "file") versionOf(found).suffixes.add(found.suffix);
    }
  };
  const enterExtracted = (name: string): void => {
    for (const entry of list(name)) {
      const path = name === "" ? entry.name : `${name}/${entry.name}`;
      if (path === "cache") continue;
      // The folder of a module may be reached on many ways: it is compared on each.
      const isModule = entry.name.includes("@");
      const kind = !isModule ? kindOf(entry, path) : isFolder(`${folder}/${path}`) ? "folder" : "file";
      if (kind === "file") {
        foreign.push({ name: path, reason: "go keeps only folders of modules here" });
        continue;
      }
      if (!isModule) {
        if (kind === "folder") enterExtracted(path);
        continue;
      }
      const found = readExtractedFolder(path);
      if (found.kind === "foreign") foreign.push({ name: path, reason: found.reason });
      if (found.kind === "temporary") leave(path);
      if (found.kind === "module") versionOf(found).isExtracted = true;
    }
  };
  enterDownload(download);
  enterExtracted("");

  for (const { path, version, suffixes } of versions.values()) {
    const paths = cachePaths(path, version);
    if (suffixes.has("partial") && paths) leave(`${paths.download}.partial`);
  }
  return { versions: [...versions.values()], foreign, unfinished, unknowns };
}

function isFolder(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
