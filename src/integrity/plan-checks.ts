/** What has to be verified in a repository: every line of its go.sum files and every file below its vendor folders. */
import type { VendorModules } from "../go/modules-txt.ts";
import type { ReadSum, VendorFolder } from "../workspace/gomod/model.ts";
import type { ModuleWorkspace } from "../workspace/read-module-workspace.ts";
import type { ModuleVersion } from "./open-module-zip.ts";

/** A line of a go.sum or go.work.sum. */
export interface SumUse {
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
  readonly hash: string;
  readonly isGoMod: boolean;
}

/** A module as one vendor folder holds it. */
export interface VendoredUse {
  /** `vendor` or `dir/vendor`. */
  readonly vendorFolder: string;
  /** Its path in the vendor folder: that of the requirement, not of a replacement. */
  readonly modulePath: string;
  /** Relative to the module's root; "" is the root. */
  readonly packageFolders: readonly string[];
  /** Go line of go.mod or go.work. */
  readonly goLine: string | undefined;
  /** False where no go.sum at all stands beside the vendor folder: that is one fault, not one of each module. */
  readonly hasSum: boolean;
  /** Path of modules.txt and the module's line there. */
  readonly file: string;
  readonly line: number;
}

/** A module version with everything in the repository that claims to be it. */
export interface ModuleCheck extends ModuleVersion {
  readonly sums: readonly SumUse[];
  readonly vendored: readonly VendoredUse[];
}

/** A vendored copy of a folder: a replacement by directory has no version and no hash. */
export interface FolderCheck {
  /** As modules.txt writes it, joined to the folder of go.mod or go.work; may lead out of the tree. */
  readonly source: string;
  readonly vendored: VendoredUse;
}

/** A vendor folder with the paths of the modules whose packages modules.txt lists, longest first. */
export interface VendorOwners {
  readonly folder: string;
  readonly paths: readonly string[];
  /** modules.txt; undefined when there is none. */
  readonly file: string | undefined;
}

export interface CheckPlan {
  /** In the order in which they are first named. */
  readonly modules: readonly ModuleCheck[];
  readonly folders: readonly FolderCheck[];
  readonly vendors: readonly VendorOwners[];
}

interface OpenCheck extends ModuleVersion {
  readonly sums: SumUse[];
  readonly vendored: VendoredUse[];
}

/** Plans the checks of a repository. */
export function planChecks({
  modules,
  workspaces,
  otherSums = [],
  otherVendors = [],
}: Pick<ModuleWorkspace, "modules" | "workspaces"> &
  Partial<Pick<ModuleWorkspace, "otherSums" | "otherVendors">>): CheckPlan {
  const checks = new Map<string, OpenCheck>();
  const folders: FolderCheck[] = [];
  const vendors: VendorOwners[] = [];
  const checkOf = ({ path, version }: ModuleVersion): OpenCheck => {
    const key = `${path}@${version}`;
    const known = checks.get(key);
    if (known) return known;
    const check = { path, version, sums: [], vendored: [] };
    checks.set(key, check);
    return check;
  };
  for (const { folder, sum, vendor, ...file } of [...modules, ...workspaces]) {
    addSums(sum, checkOf);
    if (!vendor) continue;
    const goLine = "mod" in file ? file.mod.go?.version : file.work.go?.version;
    vendors.push(ownersOf(vendor));
    // In a workspace its members keep sums, too.
    const hasSum = sum !== undefined || ("work" in file && modules.some((module) => module.sum));
    addVendored({ vendor, base: folder, goLine, hasSum }, checkOf, folders);
  }
  for (const sum of otherSums) addSums(sum, checkOf);
  for (const { folder, vendor, goLine } of otherVendors) {
    vendors.push(ownersOf(vendor));
    addVendored({ vendor, base: folder, goLine, hasSum: true }, checkOf, folders);
  }
  return { modules: [...checks.values()], folders, vendors };
}

function addSums(sum: ReadSum | undefined, checkOf: (module: ModuleVersion) => OpenCheck): void {
  for (const line of sum?.parsed.lines ?? []) {
    if (!sum || !line.hash.startsWith("h1:")) continue;
    const { hash, isGoMod, lineNumber } = line;
    checkOf(line).sums.push({ file: sum.file, line: lineNumber, hash, isGoMod });
  }
}

function ownersOf({ folder, modules }: VendorFolder): VendorOwners {
  const paths = new Set(vendoredModules(modules?.parsed).map(({ path }) => path));
  return { folder, paths: [...paths].sort((a, b) => b.length - a.length), file: modules?.file };
}

/**
 * The modules that files are copied from. Others are listed without packages: requirements that nothing imports, and
 * in a workspace lower versions that single members require.
 */
function vendoredModules(parsed: VendorModules | undefined): VendorModules["modules"] {
  return parsed?.modules.filter(({ packages }) => packages.length > 0) ?? [];
}

function addVendored(
  {
    vendor,
    base,
    ...owner
  }: { readonly vendor: VendorFolder; readonly base: string } & Pick<VendoredUse, "goLine" | "hasSum">,
  checkOf: (module: ModuleVersion) => OpenCheck,
  folders: FolderCheck[],
): void {
  if (!vendor.modules) return;
  const { file, parsed } = vendor.modules;
  for (const { path, version, replacement, packages, lineNumber } of vendoredModules(parsed)) {
    const vendored: VendoredUse = {
      vendorFolder: vendor.folder,
      modulePath: path,
      packageFolders: packages.map((item) => (item.path === path ? "" : item.path.slice(path.length + 1))),
      ...owner,
      file,
      line: lineNumber,
    };
    if (replacement && replacement.version === undefined)
      folders.push({ source: base === "" ? replacement.path : `${base}/${replacement.path}`, vendored });
    else
      checkOf({
        path: replacement?.path ?? path,
        version: replacement?.version ?? version,
      }).vendored.push(vendored);
  }
}
