import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseModulesTxt } from "../../go/modules-txt.ts";
import { decodeSource, type SourceFile } from "../../text/source-file.ts";
import type { VendorFolder } from "../../workspace/gomod/model.ts";
import type { ModuleWorkspace } from "../../workspace/read-module-workspace.ts";

/** Adds vendor folders that git ignores: they are in no tree, and go builds from them all the same. */
export function withIgnoredVendor(workspace: ModuleWorkspace, root: string): ModuleWorkspace {
  const texts = new Map<string, SourceFile>();
  const complete = <Owner extends { readonly folder: string; readonly vendor: VendorFolder | undefined }>(
    owner: Owner,
  ): Owner => (owner.vendor ? owner : { ...owner, vendor: readVendor(root, owner.folder, texts) });
  return {
    modules: workspace.modules.map(complete),
    workspaces: workspace.workspaces.map(complete),
    unknowns: workspace.unknowns,
    get goFiles() {
      return workspace.goFiles;
    },
    source: (path) => texts.get(path) ?? workspace.source(path),
  };
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
