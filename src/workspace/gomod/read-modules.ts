import { parseModFile } from "../../go/modfile/parse-mod-file.ts";
import { parseWorkFile } from "../../go/modfile/parse-work-file.ts";
import { parseModulesTxt } from "../../go/modules-txt.ts";
import { createSources, type Sources } from "../sources.ts";
import type { Tree } from "../tree/tree.ts";
import type { Unknown } from "../unknown.ts";
import type { GoModule, GoWorkspace, VendorFolder } from "./model.ts";
import { readSum } from "./read-sum.ts";

/** The Go modules and workspaces of a tree, sorted by folder. */
export interface ReadModules {
  readonly modules: readonly GoModule[];
  readonly workspaces: readonly GoWorkspace[];
  readonly unknowns: readonly Unknown[];
}

/** A go.mod is written by hand or by go; 16 MB hold more requirements than any build list. */
const modLimitBytes = 16 << 20;
const isLeftOut = /(?:^|\/)(?:vendor|testdata|[_.][^/]*)\//;

/** Reads every go.mod and go.work outside the folders that go itself passes over, with what stands beside them. */
export function readModules(tree: Tree): ReadModules {
  const sources = createSources(tree);
  const modules: GoModule[] = [];
  const workspaces: GoWorkspace[] = [];
  for (const { path } of tree.entries) {
    const isModule = path.endsWith("go.mod");
    if (!isModule && !path.endsWith("go.work")) continue;
    const folder = folderOf(path, isModule ? "go.mod" : "go.work");
    if (folder === undefined || isLeftOut.test(path)) continue;
    const source = sources.read(path, modLimitBytes);
    if (!source) continue;
    const beside = { file: path, folder, vendor: readVendor(sources, folder) };
    if (isModule)
      modules.push({ ...beside, mod: parseModFile(source), sum: readSum(sources, join(folder, "go.sum")) });
    else {
      const sum = readSum(sources, join(folder, "go.work.sum"));
      workspaces.push({ ...beside, work: parseWorkFile(source), sum });
    }
  }
  return { modules, workspaces, unknowns: sources.unknowns };
}

/** The folder of a file with this name; undefined when the name only ends so (`cargo.mod`). */
function folderOf(path: string, name: string): string | undefined {
  const slash = path.length - name.length - 1;
  if (slash < 0) return "";
  return path[slash] === "/" ? path.slice(0, slash) : undefined;
}

function join(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

function readVendor(sources: Sources, folder: string): VendorFolder | undefined {
  const { tree } = sources;
  const vendor = join(folder, "vendor");
  if (!tree.hasFolder(vendor)) return undefined;
  const file = `${vendor}/modules.txt`;
  const source = tree.entry(file) ? sources.read(file) : undefined;
  return {
    folder: vendor,
    modules: source && { file, parsed: parseModulesTxt(source) },
    isIgnored: tree.isIgnored(file),
  };
}
