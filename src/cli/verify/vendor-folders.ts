/** Lists the vendor folders of a repository and finds the module that each file belongs to. */
import { join } from "node:path";
import type { IntegrityFault, IntegrityUnknown } from "../../integrity/faults.ts";
import type { FolderFile } from "../../integrity/module-content.ts";
import type { CheckPlan, VendoredUse, VendorOwners } from "../../integrity/plan-checks.ts";
import { isCompiled } from "../../integrity/vendored-files.ts";
import { reasonOf } from "../reason-of.ts";
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
    try {
      const listed = listFolderFiles(join(folder, owners.folder));
      count += listed.length;
      const { owned, foreign } = splitByOwner(owners, listed);
      files.set(owners.folder, owned);
      faults.push(...foreign.map((name) => foreignFile(owners, name)));
    } catch (error) {
      unknowns.push({ file: owners.folder, reason: reasonOf(error) });
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
): { readonly owned: ReadonlyMap<string, readonly FolderFile[]>; readonly foreign: readonly string[] } {
  const known = new Set(paths);
  const owned = new Map<string, FolderFile[]>(paths.map((path) => [path, []]));
  const foreign: string[] = [];
  for (const { name, isRegular } of files) {
    const owner = ownerOf(name, known);
    if (owner !== undefined) owned.get(owner)?.push({ name: name.slice(owner.length + 1), isRegular });
    else if (name !== "modules.txt") foreign.push(name);
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

function foreignFile({ folder }: VendorOwners, name: string): IntegrityFault {
  return {
    kind: "vendor-file-added",
    module: "",
    version: "",
    file: `${folder}/${name}`,
    ...(isCompiled(name) ? {} : { harm: "S3" as const }),
    message: isCompiled(name)
      ? "No module of modules.txt has this folder; a build with a go line below 1.23 can import it"
      : "No module of modules.txt has this folder",
  };
}
