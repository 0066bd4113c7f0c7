import { isForeignPath } from "../is-foreign-path.ts";
import { type Sources, settingsLimitBytes } from "../sources.ts";
import { isDockerfileName } from "./is-dockerfile-name.ts";
import type { Dockerfile } from "./model.ts";
import { parseDockerfile } from "./parse-dockerfile.ts";

/**
 * Every Dockerfile of the tree outside vendor/, testdata/ and node_modules/: those folders hold other
 * projects' files and samples that no build of this repository uses.
 */
export function readDockerfiles(sources: Sources): readonly Dockerfile[] {
  const files: Dockerfile[] = [];
  for (const { path } of sources.tree.entries) {
    if (!isDockerfileName(path) || isForeignPath(path)) continue;
    const source = sources.read(path, settingsLimitBytes);
    if (source) files.push(parseDockerfile(source));
  }
  return files;
}
