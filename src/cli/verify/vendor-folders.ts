/** Lists the vendor folders of a repository and finds the module that each file belongs to. */
import { join } from "node:path";
import type { IntegrityFault, IntegrityUnknown } from "../../integrity/faults.ts";
import { type FolderFile, liesBelow } from "../../integrity/module-content.ts";
import type { CheckPlan, VendoredUse, VendorOwners } from "../../integrity/plan-checks.ts";
import { isCompiled } from "../../integrity/vendored-files.ts";
import { listFolderFiles } from "./folder-files.ts";
import type { VendoredFolder } from "./verify-job.ts";

export interface VendorFolders {
  /** How many files were listed. */
  readonly count: number;
  readonly faults: readonly IntegrityFault[];
  readonly unknowns: readonly IntegrityUnknown[];
  /** The files of one module as a worker gets them. */
  filesOf(use: VendoredUse): VendoredFolder;
}

/** Reads the folders below `folder`; a file that belongs to no module is a fault. */
export function readVendorFolders({ vendors }: Pick<CheckPlan, "vendors">, folder: string): VendorFolders {
  const files = new Map<string, ReadonlyMap<string, readonly FolderFile[]>>();
  const faults: IntegrityFault[] = [];
  const unknowns: IntegrityUnknown[] = [];
  let count = 0;
  for (const owners of vendors) {
    if (owners.file === undefined) continue;
    const listed = listFolderFiles(join(folder, owners.folder));
    count += listed.filter(({ reason }) => reason === undefined).length;
    const { owned, foreign } = splitByOwner(owners, listed);
    files.set(owners.folder, owned);
    for (const file of foreign) {
      if (file.reason === undefined) faults.push(foreignFile(owners, file));
      else unknowns.push({ file: joinName(owners.folder, file.name), reason: file.reason });
    }
  }
  return {
    count,
    faults,
    unknowns,
    filesOf: ({ vendorFolder, modulePath, packageFolders, goLine }) => ({
      folder: `${folder}/${vendorFolder}/${modulePath}`,
      files: files.get(vendorFolder)?.get(modulePath) ?? [],
      packageFolders,
      goLine,
    }),
  };
}

function splitByOwner(
  { paths }: VendorOwners,
  files: readonly FolderFile[],
): { readonly owned: ReadonlyMap<string, readonly FolderFile[]>; readonly foreign: readonly FolderFile[] } {
  const known = new Set(paths);
  const owned = new Map<string, FolderFile[]>(paths.map((path) => [path, []]));
  const foreign: FolderFile[] = [];
  for (const file of files) {
    const { name, isFolderLink = false, reason } = file;
    if (isFolderLink || reason !== undefined) {
      // What was not entered may hold modules.
      const below = paths.filter((path) => path === name || liesBelow(path, [name]));
      for (const path of below) owned.get(path)?.push({ ...file, name: "" });
      if (below.length > 0) continue;
    }
    const owner = ownerOf(name, known);
    if (owner !== undefined) owned.get(owner)?.push({ ...file, name: name.slice(owner.length + 1) });
    else if (name !== "modules.txt") foreign.push(file);
  }
  return { owned, foreign };
}

/** The longest module path that the file lies below. */
function ownerOf(name: string, paths: ReadonlySet<string>): string | undefined {
  for (let slash = name.lastIndexOf("/"); slash > 0; slash = name.lastIndexOf("/", slash - 1)) {
    const path = name.slice(0, slash);
    if (paths.has(path)) return path;
  }
  return undefined;
}

function joinName(folder: string, name: string): string {
  return name === "" ? folder : `${folder}/${name}`;
}

function foreignFile({ folder }: VendorOwners, { name, isFolderLink = false }: FolderFile): IntegrityFault {
  const isUsed = isFolderLink || isCompiled(name);
  return {
    kind: "vendor-file-added",
    module: "",
    version: "",
    file: `${folder}/${name}`,
    ...(isUsed ? {} : { harm: "S3" as const }),
    message: isUsed
      ? "No module of modules.txt has this folder; a build with a go line below 1.23 can import it"
      : "No module of modules.txt has this folder",
  };
}
