/** Removes files and folders from a module cache, and nothing outside of it. */
import { chmodSync, lstatSync, readdirSync, realpathSync, rmSync, unlinkSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { reasonOf } from "../reason-of.ts";

export interface PurgedCache {
  /** Relative to the cache. */
  readonly removed: readonly string[];
  readonly kept: readonly { readonly name: string; readonly reason: string }[];
}

/** Removes what the names (relative to the cache) stand for; a link goes, what it leads to stays. */
export function purgeCache(cache: string, names: readonly string[]): PurgedCache {
  const removed: string[] = [];
  const kept: { name: string; reason: string }[] = [];
  const root = realpathSync(cache);
  for (const name of new Set(names)) {
    try {
      if (removeOne(root, name)) removed.push(name);
    } catch (error) {
      kept.push({ name, reason: reasonOf(error) });
    }
  }
  return { removed, kept };
}

/** False when nothing is there. */
function removeOne(root: string, name: string): boolean {
  const place = join(root, name);
  const entry = lstatSync(place, { throwIfNoEntry: false });
  if (!entry) return false;
  // A folder on the way may be a link that leads out.
  if (!place.startsWith(root + sep) || !`${realpathSync(dirname(place))}${sep}`.startsWith(root + sep))
    throw new Error("it lies outside of the module cache");
  if (!entry.isDirectory()) {
    unlinkSync(place);
    return true;
  }
  makeWritable(place);
  rmSync(place, { recursive: true });
  return true;
}

/** go makes the folders of modules read-only. */
function makeWritable(folder: string): void {
  try {
    chmodSync(folder, 0o755);
  } catch {
    // A name that is no UTF-8 cannot be asked for: what really keeps it is said when it is removed.
    return;
  }
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) makeWritable(join(folder, entry.name));
  }
}
