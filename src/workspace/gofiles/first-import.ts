import type { Place } from "../../text/span.ts";
import type { GoModule } from "../gomod/model.ts";
import { moduleOfFolder } from "../gomod/module-of-folder.ts";
import type { GoFile } from "./model.ts";

interface Import {
  readonly path: string;
  readonly at: Place;
}

interface Code {
  readonly modules: readonly GoModule[];
  readonly goFiles: readonly GoFile[];
}

/**
 * An import that only the required module `wanted` can provide, in a file that every build of the module
 * compiles: no test, no constraint, no name that might be one.
 */
export function firstImport(module: GoModule, wanted: string, code: Code): Import | undefined {
  const ofCode = indexes.get(code.goFiles) ?? new Map<GoModule, ReadonlyMap<string, Import>>();
  indexes.set(code.goFiles, ofCode);
  const index = ofCode.get(module) ?? indexImports(module, code);
  ofCode.set(module, index);
  return index.get(wanted);
}

const indexes = new WeakMap<readonly GoFile[], Map<GoModule, ReadonlyMap<string, Import>>>();

/** The first import of each required module; a go.mod may have thousands, and each is asked about. */
function indexImports(module: GoModule, { modules, goFiles }: Code): ReadonlyMap<string, Import> {
  const required = new Set(module.mod.requires.map(({ path }) => path));
  const first = new Map<string, Import>();
  for (const file of goFiles) {
    if (file.isTest || file.constraint || /_[a-z0-9]+\.go$/.test(file.path)) continue;
    if (moduleOfFolder(modules, file.folder) !== module) continue;
    for (const { path, span } of file.imports) {
      const provider = longestPrefix(path, required);
      if (provider === undefined || first.has(provider)) continue;
      first.set(provider, { path, at: { file: file.path, span } });
    }
  }
  return first;
}

/** The required module that lies nearest above a package. */
function longestPrefix(imported: string, required: ReadonlySet<string>): string | undefined {
  for (let path = imported; ; path = path.slice(0, path.lastIndexOf("/"))) {
    if (required.has(path)) return path;
    if (!path.includes("/")) return undefined;
  }
}
