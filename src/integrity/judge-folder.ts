/** An extracted module without a zip that could say which of its files differ: its own hash has to be the module's. */
import { cachePaths } from "../go/cache-paths.ts";
import type { IntegrityFault } from "./faults.ts";
import type { ModuleVersion } from "./open-module-zip.ts";

/** The hash of an extracted folder, or why it has none. */
export type FolderHash = { readonly hash: string } | { readonly reason: string };

/** What a folder is when its module should have one of these hashes. */
export function judgeFolder(
  { path, version }: ModuleVersion,
  folder: FolderHash,
  expected: readonly string[],
): { readonly isRight: boolean; readonly faults: readonly IntegrityFault[] } {
  const [first] = expected;
  if (first === undefined) return { isRight: false, faults: [] };
  if ("hash" in folder && expected.includes(folder.hash)) return { isRight: true, faults: [] };
  const at = {
    kind: "tree-differs" as const,
    module: path,
    version,
    file: `GOMODCACHE/${cachePaths(path, version)?.extracted ?? `${path}@${version}`}`,
  };
  if ("reason" in folder)
    return {
      isRight: false,
      faults: [{ ...at, message: `The extracted folder cannot be read: ${folder.reason}` }],
    };
  return {
    isRight: false,
    faults: [
      {
        ...at,
        expected: first,
        actual: folder.hash,
        message: `The extracted folder has ${folder.hash}, and the module ${first}; there is no zip to say which file differs`,
      },
    ],
  };
}
