/** Looks at every module and vendored file of a repository and joins what was found with the checksum log. */
import { statSync } from "node:fs";
import { cachePaths } from "../../go/cache-paths.ts";
import type { IntegrityFault, IntegrityUnknown } from "../../integrity/faults.ts";
import { judgeFiles } from "../../integrity/judge-files.ts";
import { type AskedModule, judgeLog } from "../../integrity/judge-log.ts";
import { judgeModule, type LogAnswer, type ModuleVerdict } from "../../integrity/judge-module.ts";
import type { ModuleVersion } from "../../integrity/open-module-zip.ts";
import { type ModuleCheck, planChecks } from "../../integrity/plan-checks.ts";
import type { ModuleWorkspace } from "../../workspace/read-module-workspace.ts";
import type { ModuleProxy } from "../module-proxy.ts";
import { compareReplacement } from "./compare-replacement.ts";
import { findEvidence } from "./find-evidence.ts";
import { mapLimited } from "./map-limited.ts";
import { createScratchFolder } from "./scratch-folder.ts";
import { readVendorFolders } from "./vendor-folders.ts";
import { createWorkerPool } from "./worker-pool.ts";

/** Where bytes and proofs come from. */
export interface VerifySources {
  /** Absolute path of the module cache; undefined when nothing says where it lies. */
  readonly moduleCache: string | undefined;
  /** Undefined with --offline. */
  readonly proxy: ModuleProxy | undefined;
  /** What the checksum log proves of a module. */
  ask(module: ModuleVersion): Promise<LogAnswer>;
  /** Called after each module. */
  onProgress(progress: VerifyProgress): void;
}

/** How far a run is. */
export interface VerifyProgress {
  readonly done: number;
  readonly all: number;
  /** Of the files that were unpacked so far. */
  readonly sizeBytes: number;
}

export interface VerifiedRepository {
  readonly modules: number;
  readonly verified: number;
  readonly vendoredFiles: number;
  readonly faults: readonly IntegrityFault[];
  readonly unknowns: readonly IntegrityUnknown[];
}

/** Enough to keep every core and the network busy. */
const atOnce = 24;

/** Verifies the repository whose tree lies in `folder`. */
export async function verifyRepository(
  workspace: ModuleWorkspace,
  folder: string,
  sources: VerifySources,
): Promise<VerifiedRepository> {
  const plan = planChecks(workspace);
  const pool = createWorkerPool();
  const scratch = createScratchFolder();
  const asked: AskedModule[] = [];
  const verdicts = new Map<ModuleCheck, ModuleVerdict>();
  try {
    const vendor = readVendorFolders(plan, folder);
    const context = { ...sources, vendor, pool, scratch };
    let done = 0;
    let sizeBytes = 0;
    const all = plan.modules.length;
    const order = largestFirst(plan.modules, sources.moduleCache);
    const running = mapLimited(order, atOnce, async (check) => {
      const [evidence, log] = await Promise.all([findEvidence(check, context), sources.ask(check)]);
      asked.push({ module: check, answer: log });
      if (evidence.zip.isFound && evidence.zip.value.ok) sizeBytes += evidence.zip.value.sizeBytes;
      sources.onProgress({ done: ++done, all, sizeBytes });
      verdicts.set(check, judgeModule(check, { ...evidence, log }));
    });
    // The workers are busy now; what only the files of the repository say is found meanwhile.
    const files = judgeFiles(workspace);
    const replaced = plan.folders.map((check) => compareReplacement(check, { folder, vendor }));
    await running;
    // Reports keep the order of the files, whoever was done first.
    const judged = plan.modules.flatMap((check) => verdicts.get(check) ?? []);
    const parts = [files, vendor, ...judged, judgeLog(asked)];
    return {
      modules: all,
      verified: judged.filter(({ isVerified }) => isVerified).length,
      vendoredFiles: vendor.count,
      faults: [...parts, ...replaced].flatMap(({ faults }) => faults),
      unknowns: [...parts, ...replaced].flatMap(({ unknowns }) => unknowns),
    };
  } finally {
    pool.close();
    scratch.remove();
  }
}

/** A large zip that comes last would keep one worker busy while the others are idle. */
function largestFirst(
  checks: readonly ModuleCheck[],
  moduleCache: string | undefined,
): readonly ModuleCheck[] {
  if (moduleCache === undefined) return checks;
  const sizeOf = ({ path, version }: ModuleCheck): number => {
    const file = `${moduleCache}/${cachePaths(path, version)?.download}.zip`;
    return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  };
  return checks
    .map((check) => ({ check, size: sizeOf(check) }))
    .sort((a, b) => b.size - a.size)
    .map(({ check }) => check);
}
