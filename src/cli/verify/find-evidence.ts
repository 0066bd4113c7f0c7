/** Finds the bytes of a module version, in the module cache or at a proxy, and has a worker hash and compare them. */
import { existsSync, rmSync } from "node:fs";
import { cachePaths } from "../../go/cache-paths.ts";
import type { ExaminedModule } from "../../integrity/examine-module.ts";
import type { FolderHash } from "../../integrity/judge-folder.ts";
import type { Found } from "../../integrity/judge-module.ts";
import type { ModuleCheck } from "../../integrity/plan-checks.ts";
import type { ModuleProxy } from "../module-proxy.ts";
import { readZipHashFile } from "./read-small-file.ts";
import { runVerifyJob } from "./run-verify-job.ts";
import type { ScratchFolder } from "./scratch-folder.ts";
import type { VendorFolders } from "./vendor-folders.ts";
import type { VerifyJob } from "./verify-job.ts";
import type { WorkerPool } from "./worker-pool.ts";

export interface EvidenceSources {
  /** Absolute path of the module cache; undefined when nothing says where it lies. */
  readonly moduleCache: string | undefined;
  /** Undefined when nothing may be fetched. */
  readonly proxy: ModuleProxy | undefined;
  readonly vendor: VendorFolders;
  readonly pool: WorkerPool;
  readonly scratch: ScratchFolder;
}

/** What was found of a module version. */
export interface FileEvidence {
  readonly zip: Found<ExaminedModule>;
  /** The `/go.mod` hash. */
  readonly mod: Found<string>;
  /** The hash of the extracted folder, where no zip could be held against it. */
  readonly folder: FolderHash | undefined;
  /** The text of the `.ziphash` that go reads for these bytes; undefined when it reads none. */
  readonly zipHash: string | undefined;
}

interface Located {
  readonly file: string | undefined;
  readonly from: string;
  readonly isCache: boolean;
  /** Whether the file is ours to remove. */
  readonly isScratch: boolean;
  readonly reason: string;
}

/** Looks for what the check asks of: its zip for lines and vendored files, its go.mod for lines. */
export async function findEvidence(check: ModuleCheck, sources: EvidenceSources): Promise<FileEvidence> {
  const needsZip = check.vendored.length > 0 || check.sums.some(({ isGoMod }) => !isGoMod);
  const needsMod = check.sums.some(({ isGoMod }) => isGoMod);
  const [zip, mod] = await Promise.all([
    needsZip ? locate(check, "zip", sources) : undefined,
    needsMod ? locate(check, "mod", sources) : undefined,
  ]);
  const job: VerifyJob = {
    kind: "module",
    path: check.path,
    version: check.version,
    zipFile: zip?.file,
    modFile: mod?.file,
    extractedFolder: needsZip ? extractedFolder(check, sources.moduleCache) : undefined,
    vendored: check.vendored.map((use) => sources.vendor.filesOf(use)),
  };
  // A go.mod alone is read faster than a worker is asked.
  const isSmall = job.zipFile === undefined && job.extractedFolder === undefined;
  const result = isSmall ? runVerifyJob(job) : await sources.pool.run(job);
  for (const fetched of [zip, mod]) {
    if (fetched?.file !== undefined && fetched.isScratch) rmSync(fetched.file, { force: true });
  }
  return {
    zip:
      zip && result.zip
        ? { isFound: true, value: result.zip, from: zip.from, isCache: zip.isCache }
        : { isFound: false, reason: zip?.reason ?? "nothing asks for its zip" },
    mod:
      mod && result.mod && "hash" in result.mod
        ? {
            isFound: true,
            value: result.mod.hash,
            from: withProblem(mod.from, result.mod.problem),
            isCache: mod.isCache,
          }
        : {
            isFound: false,
            reason: result.mod && "reason" in result.mod ? result.mod.reason : (mod?.reason ?? ""),
          },
    folder: result.folder,
    zipHash:
      zip?.isCache === true || job.extractedFolder !== undefined
        ? readZipHash(check, sources.moduleCache)
        : undefined,
  };
}

function readZipHash({ path, version }: ModuleCheck, moduleCache: string | undefined): string | undefined {
  const paths = moduleCache === undefined ? undefined : cachePaths(path, version);
  const file = `${moduleCache}/${paths?.download}.ziphash`;
  return paths && existsSync(file) ? readZipHashFile(file) : undefined;
}

/** A page of a proxy or a portal is named: its hash says nothing to a person. */
function withProblem(from: string, problem: string | undefined): string {
  return problem === undefined ? from : `${from} (${problem})`;
}

/** The extracted copy that builds use; undefined where go would extract it again first. */
function extractedFolder(
  { path, version }: ModuleCheck,
  moduleCache: string | undefined,
): string | undefined {
  const paths = moduleCache === undefined ? undefined : cachePaths(path, version);
  if (!paths) return undefined;
  const folder = `${moduleCache}/${paths.extracted}`;
  // While a `.partial` file stands beside the zip, go takes the folder for unfinished.
  return existsSync(folder) && !existsSync(`${moduleCache}/${paths.download}.partial`) ? folder : undefined;
}

/** The file in the module cache, or fetched from a proxy. */
async function locate(
  check: ModuleCheck,
  kind: "zip" | "mod",
  { moduleCache, proxy, scratch }: EvidenceSources,
): Promise<Located> {
  const absent = (reason: string): Located => ({
    file: undefined,
    from: "",
    isCache: false,
    isScratch: false,
    reason,
  });
  const paths = cachePaths(check.path, check.version);
  if (!paths) return absent("it is no valid module version");
  const cached = `${moduleCache}/${paths.download}.${kind}`;
  if (moduleCache !== undefined && existsSync(cached))
    return { file: cached, from: "the module cache", isCache: true, isScratch: false, reason: "" };
  const where = moduleCache === undefined ? "no module cache is known" : "not in the module cache";
  if (!proxy) return absent(`${where}, and --offline forbids to fetch it`);
  const target = scratch.fileFor(`${paths.download.replaceAll("/", "%")}.${kind}`.slice(-200));
  const fetched = await proxy.fetch({ ...check, kind }, target);
  if (!fetched.ok) return absent(`${where}; ${fetched.reason}`);
  const { file, from } = fetched;
  return { file, from, isCache: false, isScratch: file === target, reason: "" };
}
