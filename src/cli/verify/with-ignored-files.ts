import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseModulesTxt } from "../../go/modules-txt.ts";
import { parseSumFile } from "../../go/sumfile.ts";
import { decodeSource, type SourceFile } from "../../text/source-file.ts";
import type { GoModule, GoWorkspace, ReadSum, VendorFolder } from "../../workspace/gomod/model.ts";
import type { ModuleWorkspace } from "../../workspace/read-module-workspace.ts";
import { createFileReader } from "./folder-files.ts";

const readSumFile = createFileReader({ isLinkFollowed: true, mostBytes: 256 * 1024 * 1024 });

/**
 * Adds vendor folders and go.sum files that git ignores, and go.sum files that are links out of the tree: go reads them
 * all the same.
 */
export function withIgnoredFiles(workspace: ModuleWorkspace, root: string): ModuleWorkspace {
  const texts = new Map<string, SourceFile>();
  const found = new Set<string>();
  const sumOf = (sum: ReadSum | undefined, file: string): ReadSum | undefined => {
    if (sum && !sum.isUnreadable) return sum;
    const read = readIgnoredSum(root, file);
    if (read) found.add(file);
    return read ?? sum;
  };
  const complete = <Owner extends GoModule | GoWorkspace>(owner: Owner): Owner => ({
    ...owner,
    vendor: owner.vendor ?? readVendor(root, owner.folder, texts),
    sum: sumOf(
      owner.sum,
      owner.file.replace(/mod$|work$/, (end) => (end === "mod" ? "sum" : "work.sum")),
    ),
  });
  const modules = workspace.modules.map(complete);
  const workspaces = workspace.workspaces.map(complete);
  const otherSums = workspace.otherSums.map((sum) => sumOf(sum, sum.file) ?? sum);
  return {
    modules,
    workspaces,
    otherSums,
    otherVendors: workspace.otherVendors,
    unknowns: workspace.unknowns.filter(({ at }) => !found.has(at.file)),
    get goFiles() {
      return workspace.goFiles;
    },
    source: (path) => texts.get(path) ?? workspace.source(path),
  };
}

/** A go.sum file on disk, whether git ignores it or it lies elsewhere. */
export function readIgnoredSum(root: string, file: string): ReadSum | undefined {
  const place = join(root, file);
  if (!statSync(place, { throwIfNoEntry: false })?.isFile()) return undefined;
  const bytes = readSumFile(place);
  return "reason" in bytes ? undefined : { file, parsed: parseSumFile(decodeSource(file, bytes)) };
}

function readVendor(root: string, owner: string, texts: Map<string, SourceFile>): VendorFolder | undefined {
  const folder = owner === "" ? "vendor" : `${owner}/vendor`;
  if (!statSync(join(root, folder), { throwIfNoEntry: false })?.isDirectory()) return undefined;
  const file = `${folder}/modules.txt`;
  if (!statSync(join(root, file), { throwIfNoEntry: false })?.isFile())
    return { folder, modules: undefined, isIgnored: true };
  const source = decodeSource(file, readFileSync(join(root, file)));
  texts.set(file, source);
  return { folder, modules: { file, parsed: parseModulesTxt(source) }, isIgnored: true };
}
