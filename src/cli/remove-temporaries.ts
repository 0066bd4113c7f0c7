import { lstatSync, rmSync } from "node:fs";
import { join } from "node:path";
import { countOf } from "../report/layout.ts";
import type { Tree } from "../workspace/tree/tree.ts";
import type { Terminal } from "./terminal.ts";

/** A file that is still being written is younger than this. */
const staleAfterMs = 60_000;

/** Removes what killed runs left beside the files they were replacing, and says so. */
export function removeTemporaries(tree: Tree, folder: string, terminal: Terminal): void {
  const stale = tree.entries
    .map(({ path }) => path)
    .filter((path) => /(?:^|\/)\.breakwater-\d+\.tmp$/.test(path))
    .filter((path) => {
      const status = lstatSync(join(folder, path), { throwIfNoEntry: false });
      return status?.isFile() === true && terminal.now().getTime() - status.mtimeMs > staleAfterMs;
    });
  for (const path of stale) rmSync(join(folder, path), { force: true });
  if (stale.length > 0)
    terminal.complain(
      `breakwater: removed ${countOf(stale.length, "file")} of a run that was killed: ${stale.join(", ")}`,
    );
}
