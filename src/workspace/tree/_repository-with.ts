/** A committed repository with the files of the tree suite. */
import { chmodSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { createScratch, type Scratch } from "./scratch-repository.ts";
import type { TreeSuiteFiles } from "./tree-suite.ts";

export function commitFiles({ files, links, executable }: TreeSuiteFiles): Scratch {
  const scratch = createScratch();
  for (const [path, text] of Object.entries(files)) scratch.write(path, text);
  for (const path of executable) chmodSync(join(scratch.folder, path), 0o755);
  for (const [path, target] of Object.entries(links)) symlinkSync(target, join(scratch.folder, path));
  scratch.git(["init", "-q", "-b", "main"]);
  scratch.git(["add", "-f", "."]);
  scratch.git(["commit", "-q", "-m", "one"]);
  return scratch;
}
