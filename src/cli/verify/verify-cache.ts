/** Looks at everything in a module cache, and removes what is wrong when asked to. */
import { existsSync } from "node:fs";
import { cachePaths } from "../../go/cache-paths.ts";
import { faultKinds, type IntegrityFault, type IntegrityUnknown } from "../../integrity/faults.ts";
import { type CacheVerdict, judgeCache } from "../../integrity/judge-cache.ts";
import { type AskedModule, judgeLog } from "../../integrity/judge-log.ts";
import type { LogAnswer } from "../../integrity/judge-module.ts";
import type { CheckPlan, SumUse } from "../../integrity/plan-checks.ts";
import { purgeNames } from "../../integrity/plan-purge.ts";
import { type CachedVersion, listCache, type StrayEntry } from "./list-cache.ts";
import { mapLimited } from "./map-limited.ts";
import { type PurgedCache, purgeCache } from "./purge-cache.ts";
import type { CacheJob } from "./verify-job.ts";
import type { VerifySources } from "./verify-repository.ts";
import { createWorkerPool } from "./worker-pool.ts";

export interface VerifyCacheInput extends Pick<VerifySources, "ask" | "onProgress"> {
  /** Absolute path of the module cache. */
  readonly moduleCache: string;
  /** What a repository says of modules; undefined without one. */
  readonly plan: CheckPlan | undefined;
  readonly isPurging: boolean;
  readonly now: number;
}

export interface VerifiedCache {
  readonly modules: number;
  readonly verified: number;
  readonly faults: readonly IntegrityFault[];
  readonly unknowns: readonly IntegrityUnknown[];
  /** Undefined when nothing was to be removed. */
  readonly purged: PurgedCache | undefined;
}

const atOnce = 24;

interface Judged extends CacheVerdict {
  /** Whether there was anything that has a hash. */
  readonly isContent: boolean;
}

/** Verifies a module cache. */
export async function verifyCache(input: VerifyCacheInput): Promise<VerifiedCache> {
  const { moduleCache, plan, ask, onProgress } = input;
  const listing = listCache(moduleCache, input.now);
  const { versions } = listing;
  const sums = new Map(plan?.modules.map((check) => [`${check.path}@${check.version}`, check.sums]));
  const pool = createWorkerPool();
  const asked: AskedModule[] = [];
  const askAbout = async (version: CachedVersion): Promise<LogAnswer> => {
    if (!holdsContent(version)) return { kind: "private" };
    const answer = await ask(version);
    asked.push({ module: version, answer });
    return answer;
  };
  let verdicts: readonly Judged[];
  try {
    let done = 0;
    let sizeBytes = 0;
    verdicts = await mapLimited(versions, atOnce, async (version) => {
      const lines: readonly SumUse[] = sums.get(`${version.path}@${version.version}`) ?? [];
      const [found, log] = await Promise.all([pool.run(jobOf(version, moduleCache)), askAbout(version)]);
      if (found.zip?.ok) sizeBytes += found.zip.sizeBytes;
      onProgress({ done: ++done, all: versions.length, sizeBytes });
      return { ...judgeCache(version, lines, { ...found, log }), isContent: holdsContent(version) };
    });
  } finally {
    pool.close();
  }
  const log = judgeLog(asked);
  const faults = [
    ...verdicts.flatMap((verdict) => verdict.faults),
    ...log.faults,
    ...listing.foreign.map((entry) => strayFault("cache-foreign", entry)),
    ...listing.unfinished.map((entry) => strayFault("cache-unfinished", entry)),
  ];
  const names = [...verdicts.flatMap(({ purge }) => purge), ...listing.unfinished.flatMap(unfinishedNames)];
  const purged = input.isPurging ? purge(moduleCache, names, verdicts) : undefined;
  return {
    modules: versions.filter(holdsContent).length,
    verified: verdicts.filter(({ isVerified }) => isVerified).length,
    faults: purged ? faults.map((fault) => afterPurge(fault, purged)) : faults,
    unknowns: [
      ...verdicts.flatMap(({ unknowns }) => unknowns),
      ...log.unknowns,
      ...listing.unknowns,
      ...unconfirmed(verdicts),
    ],
    purged,
  };
}

/** Removes what is proven wrong, and says what only go.sum speaks against. */
function purge(moduleCache: string, names: readonly string[], verdicts: readonly Judged[]): PurgedCache {
  const { removed, kept } = purgeCache(moduleCache, names);
  const disputed = verdicts.flatMap((verdict) => verdict.disputed);
  return { removed, kept: [...kept, ...disputed.map((name) => ({ name, reason: notProven }))] };
}

/** Nobody has to do again what is done. */
function afterPurge(fault: IntegrityFault, { removed, kept }: PurgedCache): IntegrityFault {
  const names = purgeNames(fault);
  const isGone =
    names.some((name) => removed.includes(name)) && !kept.some(({ name }) => names.includes(name));
  if (!isGone) return fault;
  if (fault.kind === "cache-unfinished") return { ...fault, remedy: "Nothing is left to do: it is removed." };
  const harm = fault.harm ?? faultKinds[fault.kind].harm;
  return {
    ...fault,
    remedy:
      harm === "S0" || harm === "S1"
        ? "It is removed, and go gets it again; learn where it came from and who writes into the module cache."
        : "Nothing is left to do: it is removed, and go gets it again.",
  };
}

const notProven = "only go.sum speaks against it, and no checksum log says which of the two is wrong";

/** What go knows of a version besides its content has no hash. */
function holdsContent({ suffixes, isExtracted }: CachedVersion): boolean {
  return isExtracted || suffixes.has("zip") || suffixes.has("mod");
}

function jobOf({ path, version, suffixes, isExtracted }: CachedVersion, moduleCache: string): CacheJob {
  const paths = cachePaths(path, version);
  const fileOf = (suffix: "zip" | "ziphash" | "mod" | "info"): string | undefined =>
    suffixes.has(suffix) ? `${moduleCache}/${paths?.download}.${suffix}` : undefined;
  const folder = `${moduleCache}/${paths?.extracted}`;
  return {
    kind: "cache",
    path,
    version,
    zipFile: fileOf("zip"),
    zipHashFile: fileOf("ziphash"),
    modFile: fileOf("mod"),
    infoFile: fileOf("info"),
    // While a `.partial` file stands there, go takes the folder for unfinished and unpacks it again.
    extractedFolder: isExtracted && !suffixes.has("partial") && existsSync(folder) ? folder : undefined,
  };
}

function strayFault(
  kind: "cache-foreign" | "cache-unfinished",
  { name, reason }: StrayEntry,
): IntegrityFault {
  const message =
    kind === "cache-foreign" ? `go does not know it: ${reason}` : `${reason}; go does not use it`;
  return { kind, module: "", version: "", file: `GOMODCACHE/${name}`, message };
}

/** With the mark of an unfinished folder goes the folder. */
function unfinishedNames({ name }: StrayEntry): readonly string[] {
  const [, path, version] = /^cache\/download\/(.*)\/@v\/(.*)\.partial$/.exec(name) ?? [];
  return path === undefined ? [name] : [`${path}@${version}`, name];
}

/** What equals itself may still be wrong. */
function unconfirmed(verdicts: readonly Judged[]): readonly IntegrityUnknown[] {
  const alone = verdicts.filter(({ isVerified, isConfirmed }) => isVerified && !isConfirmed).length;
  const open = verdicts.filter(
    ({ isContent, isVerified, faults, unknowns }) =>
      isContent && !isVerified && faults.length === 0 && unknowns.length === 0,
  ).length;
  return [
    ...(alone > 0
      ? [
          {
            reason: `${versionCount(alone)} equal to the module cache's own hash, which neither go.sum nor the checksum log confirms`,
          },
        ]
      : []),
    ...(open > 0
      ? [
          {
            reason: `${versionCount(open)} in the module cache without a zip, and neither go.sum nor the checksum log says the hash of the go.mod`,
          },
        ]
      : []),
  ];
}

function versionCount(count: number): string {
  return count === 1 ? "1 module version is" : `${count.toLocaleString("en-US")} module versions are`;
}
