import type { Place } from "../../text/span.ts";
import type { GoModule } from "../gomod/model.ts";
import { moduleOfFolder } from "../gomod/module-of-folder.ts";
import type { GoFile } from "./model.ts";

/**
 * An import that only the required module `wanted` can provide, in a file that every build of the module
 * compiles: no test, no constraint, no name that might be one.
 */
export function firstImport(
  module: GoModule,
  wanted: string,
  { modules, goFiles }: { readonly modules: readonly GoModule[]; readonly goFiles: readonly GoFile[] },
): { readonly path: string; readonly at: Place } | undefined {
  // Asked for only when an import fits: a go.mod may have thousands of requirements and each be asked about.
  const hasRival = (imported: string): boolean =>
    module.mod.requires.some(({ path }) => path.startsWith(`${wanted}/`) && isUnder(imported, path));
  for (const file of goFiles) {
    if (file.isTest || file.constraint || /_[a-z0-9]+\.go$/.test(file.path)) continue;
    if (moduleOfFolder(modules, file.folder) !== module) continue;
    for (const { path, span } of file.imports) {
      if (!isUnder(path, wanted) || hasRival(path)) continue;
      return { path, at: { file: file.path, span } };
    }
  }
  return undefined;
}

function isUnder(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
