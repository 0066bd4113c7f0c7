/** Which replacement is in effect for a module: go.work's first, then the main modules'; an exact version beats a wildcard. */
import { posix } from "node:path";
import type { ModFile, Replace } from "./modfile/model.ts";
import type { WorkFile } from "./modfile/work-model.ts";

/** The right side of a replacement. */
export interface FoundReplacement {
  /** As written. */
  readonly path: string;
  /** Undefined for a directory. */
  readonly version: string | undefined;
  /** As vendor/modules.txt must name it: in a workspace a directory is written from the folder of go.work. */
  readonly vendoredPath: string;
  /** The file that holds the line. */
  readonly file: string;
  readonly line: Replace;
}

/** Returns a lookup by module path and version; the empty version asks for the wildcard replacement. */
export function createReplacementLookup(
  mains: readonly ModFile[],
  work: WorkFile | undefined,
): (path: string, version: string) => FoundReplacement | undefined {
  const mainPaths = new Set(mains.flatMap(({ module }) => (module ? [module.path] : [])));
  // Among main modules that replace alike, go names the last.
  const files = [...(work ? [work] : []), ...mains.toReversed()].map(({ file, replaces }) => ({
    file,
    lines: new Map(replaces.map((line) => [`${line.oldPath}@${line.oldVersion ?? ""}`, line])),
  }));
  return (path, version) => {
    // A main module is never replaced by a wildcard: it stands for itself.
    if (version === "" && mainPaths.has(path)) return undefined;
    for (const { file, lines } of files) {
      const line = lines.get(`${path}@${version}`) ?? lines.get(`${path}@`);
      if (!line) continue;
      const vendoredPath = work && file !== work.file ? fromFolderOf(work.file, file, line) : line.newPath;
      return { path: line.newPath, version: line.newVersion, vendoredPath, file, line };
    }
    return undefined;
  };
}

function fromFolderOf(workFile: string, modFile: string, line: Replace): string {
  if (line.newVersion !== undefined || posix.isAbsolute(line.newPath)) return line.newPath;
  const target = posix.join(posix.dirname(modFile), line.newPath);
  const path = posix.relative(posix.dirname(workFile), target) || ".";
  return path === "." || path === ".." || path.startsWith("../") ? path : `./${path}`;
}
