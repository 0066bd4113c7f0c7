import { existsSync, readdirSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { compareFolder } from "../../integrity/compare-folder.ts";
import type { IntegrityFault, IntegrityUnknown } from "../../integrity/faults.ts";
import { judgeFound } from "../../integrity/judge-vendor.ts";
import type { FolderFile } from "../../integrity/module-content.ts";
import type { FolderCheck } from "../../integrity/plan-checks.ts";
import { reasonOf } from "../reason-of.ts";
import { openFolderFiles } from "./folder-files.ts";
import type { VendorFolders } from "./vendor-folders.ts";

/** Compares a vendored copy with the folder that replaces its module in the repository at `folder`. */
export function compareReplacement(
  { source, vendored }: FolderCheck,
  { folder, vendor }: { readonly folder: string; readonly vendor: VendorFolders },
): { readonly faults: readonly IntegrityFault[]; readonly unknowns: readonly IntegrityUnknown[] } {
  const place = isAbsolute(source) ? source : join(folder, source);
  try {
    const files = openFolderFiles(place, withoutNestedModules(place));
    const { folder: copyFolder, files: copied, packageFolders, goLine } = vendor.filesOf(vendored);
    const copy = openFolderFiles(copyFolder, copied);
    const found = compareFolder(files, { packageFolders, goLine, copy });
    const module = { module: vendored.modulePath, version: "" };
    return judgeFound(found, vendored, module);
  } catch (error) {
    const { file, line } = vendored;
    const reason = `the folder ${source} that replaces it cannot be read: ${reasonOf(error)}`;
    return { faults: [], unknowns: [{ module: vendored.modulePath, file, line, reason }] };
  }
}

function withoutNestedModules(folder: string): readonly FolderFile[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory()) return [{ name: entry.name, isRegular: entry.isFile() }];
    const inside = join(folder, entry.name);
    if (entry.name === ".git" || existsSync(join(inside, "go.mod"))) return [];
    return withoutNestedModules(inside).map(({ name, isRegular }) => ({
      name: `${entry.name}/${name}`,
      isRegular,
    }));
  });
}
