/** Looks at every module and vendored file of a repository and joins what was found with the checksum log. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { cachePaths } from "../../go/cache-paths.ts";
import { compareFolder } from "../../integrity/compare-folder.ts";
import type { ExaminedModule } from "../../integrity/examine-module.ts";
import type { IntegrityFault, IntegrityUnknown } from "../../integrity/faults.ts";
import { judgeFiles } from "../../integrity/judge-files.ts";
import { type Found, judgeModule, type LogAnswer } from "../../integrity/judge-module.ts";
import { vendorFault } from "../../integrity/judge-vendor.ts";
import type { FolderFile } from "../../integrity/module-content.ts";
import {
  type CheckPlan,
  type FolderCheck,
  type ModuleCheck,
  planChecks,
  type VendoredUse,
  type VendorOwners,
} from "../../integrity/plan-checks.ts";
import { isCompiled } from "../../integrity/vendored-files.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import type { FetchedFile, ModuleProxy } from "../module-proxy.ts";
import { reasonOf } from "../reason-of.ts";
import { listFolderFiles, openFolderFiles } from "./folder-files.ts";
import type { VendoredFolder, VerifyJob } from "./verify-job.ts";
import { createWorkerPool, type WorkerPool } from "./worker-pool.ts";

/** Where bytes and proofs come from. */
export interface VerifySources {
  /** Absolute path of the module cache; undefined when nothing says where it lies. */
  readonly moduleCache: string | undefined;
  /** Undefined with --offline. */
  readonly proxy: ModuleProxy | undefined;
  /** What the checksum log proves of a module. */
  ask(module: { readonly path: string; readonly version: string }): Promise<LogAnswer>;
  /** Called before each module with how many are done. */
  onProgress(done: number, all: number): void;
}

export interface VerifiedRepository {
  readonly modules: number;
  readonly verified: number;
  readonly vendoredFiles: number;
  readonly faults: readonly IntegrityFault[];
  readonly unknowns: readonly IntegrityUnknown[];
}

/** Files of a vendor folder by the module that owns them. */
type VendorFiles = ReadonlyMap<string, ReadonlyMap<string, readonly FolderFile[]>>;

/** Verifies the repository whose tree lies in `folder`. */
export async function verifyRepository(
  workspace: Workspace,
  folder: string,
  sources: VerifySources,
): Promise<VerifiedRepository> {
  const plan = planChecks(workspace);
  const files = judgeFiles(workspace);
  const faults = [...files.faults];
  const unknowns = [...files.unknowns];
  const vendor = gatherVendor(plan, folder);
  faults.push(...vendor.faults);
  unknowns.push(...vendor.unknowns);

  const pool = createWorkerPool();
  const scratch = mkdtempSync(join(tmpdir(), "breakwater-verify-"));
  let verified = 0;
  let done = 0;
  try {
    const verdicts = await mapLimited(plan.modules, 24, async (check, index) => {
      const context = { folder, vendor: vendor.files, pool, sources, scratch: join(scratch, String(index)) };
      const [evidence, log] = await Promise.all([findEvidence(check, context), sources.ask(check)]);
      sources.onProgress(++done, plan.modules.length);
      return judgeModule(check, { ...evidence, log });
    });
    for (const verdict of verdicts) {
      if (verdict.isVerified) verified++;
      faults.push(...verdict.faults);
      unknowns.push(...verdict.unknowns);
    }
  } finally {
    pool.close();
    rmSync(scratch, { recursive: true, force: true });
  }
  for (const check of plan.folders) {
    const result = compareLocal(check, { folder, vendor: vendor.files });
    if ("reason" in result) unknowns.push(result);
    else faults.push(...result.faults);
  }
  return { modules: plan.modules.length, verified, vendoredFiles: vendor.count, faults, unknowns };
}

interface EvidenceContext {
  readonly folder: string;
  readonly vendor: VendorFiles;
  readonly pool: WorkerPool;
  readonly sources: VerifySources;
  /** Where a fetched file may be put; `.zip` and `.mod` follow. */
  readonly scratch: string;
}

interface Located {
  readonly file: string | undefined;
  readonly from: string;
  readonly isCache: boolean;
  readonly reason: string;
}

async function findEvidence(
  check: ModuleCheck,
  context: EvidenceContext,
): Promise<{ readonly zip: Found<ExaminedModule>; readonly mod: Found<string> }> {
  const needsZip = check.vendored.length > 0 || check.sums.some(({ isGoMod }) => !isGoMod);
  const needsMod = check.sums.some(({ isGoMod }) => isGoMod);
  const [zip, mod] = await Promise.all([
    needsZip ? locate(check, "zip", context) : undefined,
    needsMod ? locate(check, "mod", context) : undefined,
  ]);
  const { moduleCache } = context.sources;
  const paths = moduleCache === undefined ? undefined : cachePaths(check.path, check.version);
  const extracted = paths && zip?.isCache ? `${moduleCache}/${paths.extracted}` : undefined;
  const job: VerifyJob = {
    path: check.path,
    version: check.version,
    zipFile: zip?.file,
    modFile: mod?.file,
    // While a `.partial` file stands beside the zip, go takes the folder for unfinished and extracts it again.
    extractedFolder:
      extracted !== undefined &&
      existsSync(extracted) &&
      !existsSync(`${moduleCache}/${paths?.download}.partial`)
        ? extracted
        : undefined,
    vendored: check.vendored.map((use) => vendoredFolder(use, context)),
  };
  const result =
    job.zipFile === undefined && job.modFile === undefined
      ? { zip: undefined, mod: undefined }
      : await context.pool.run(job);
  for (const fetched of [zip, mod]) {
    if (fetched?.file !== undefined && !fetched.isCache) rmSync(fetched.file, { force: true });
  }
  return {
    zip:
      zip && result.zip
        ? { isFound: true, value: result.zip, from: zip.from, isCache: zip.isCache }
        : { isFound: false, reason: zip?.reason ?? "nothing asks for its zip" },
    mod:
      mod && result.mod && "hash" in result.mod
        ? { isFound: true, value: result.mod.hash, from: mod.from, isCache: mod.isCache }
        : {
            isFound: false,
            reason: result.mod && "reason" in result.mod ? result.mod.reason : (mod?.reason ?? ""),
          },
  };
}

/** The file in the module cache, or fetched from a proxy. */
async function locate(
  check: ModuleCheck,
  kind: "zip" | "mod",
  { sources: { moduleCache, proxy }, scratch }: EvidenceContext,
): Promise<Located> {
  const paths = cachePaths(check.path, check.version);
  if (!paths) return { file: undefined, from: "", isCache: false, reason: "it is no valid module version" };
  const cached = `${moduleCache}/${paths.download}.${kind}`;
  if (moduleCache !== undefined && existsSync(cached))
    return { file: cached, from: "the module cache", isCache: true, reason: "" };
  const where = moduleCache === undefined ? "no module cache is known" : "not in the module cache";
  const absent = (reason: string): Located => ({ file: undefined, from: "", isCache: false, reason });
  if (!proxy) return absent(`${where}, and --offline forbids to fetch it`);
  const target = `${scratch}.${kind}`;
  const fetched: FetchedFile = await proxy.fetch({ ...check, kind }, target);
  if (!fetched.ok) return absent(`${where}; ${fetched.reason}`);
  return { file: target, from: fetched.from, isCache: false, reason: "" };
}

function vendoredFolder(
  use: VendoredUse,
  { folder, vendor }: Pick<EvidenceContext, "folder" | "vendor">,
): VendoredFolder {
  return {
    folder: `${folder}/${use.vendorFolder}/${use.modulePath}`,
    files: vendor.get(use.vendorFolder)?.get(use.modulePath) ?? [],
    packageFolders: use.packageFolders,
    goLine: use.goLine,
  };
}

/** Lists the vendor folders and finds the module that each file belongs to; what belongs to none is a fault. */
function gatherVendor(
  { vendors }: CheckPlan,
  folder: string,
): {
  readonly files: VendorFiles;
  readonly count: number;
  readonly faults: readonly IntegrityFault[];
  readonly unknowns: readonly IntegrityUnknown[];
} {
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
  return { files, count, faults, unknowns };
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

/** Compares a vendored copy with the folder that replaces the module. */
function compareLocal(
  { source, vendored }: FolderCheck,
  context: Pick<EvidenceContext, "folder" | "vendor">,
): { readonly faults: readonly IntegrityFault[] } | (IntegrityUnknown & { readonly reason: string }) {
  const place = isAbsolute(source) ? source : join(context.folder, source);
  try {
    const files = openFolderFiles(place, withoutNestedModules(place));
    const { folder, files: copied, packageFolders, goLine } = vendoredFolder(vendored, context);
    const found = compareFolder(files, { packageFolders, goLine, copy: openFolderFiles(folder, copied) });
    const module = { module: vendored.modulePath, version: "" };
    return { faults: found.map((fault) => vendorFault(fault, vendored, module)) };
  } catch (error) {
    const { file, line } = vendored;
    return {
      module: vendored.modulePath,
      file,
      line,
      reason: `the folder ${source} that replaces it cannot be read: ${reasonOf(error)}`,
    };
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

/** Like `Promise.all` over a map, with so many at a time. */
async function mapLimited<In, Out>(
  items: readonly In[],
  limit: number,
  map: (item: In, index: number) => Promise<Out>,
): Promise<Out[]> {
  const results: Out[] = new Array(items.length);
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index];
      if (item !== undefined) results[index] = await map(item, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  return results;
}
