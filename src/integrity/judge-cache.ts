/** Holds one version of the module cache against itself, go.sum and the checksum log, and says what has to go so that go gets it anew. */
import { cachePaths } from "../go/cache-paths.ts";
import type { ExaminedGoMod } from "./examine-go-mod.ts";
import type { ExaminedModule } from "./examine-module.ts";
import type { IntegrityFault, IntegrityUnknown } from "./faults.ts";
import { type FolderHash, judgeFolder } from "./judge-folder.ts";
import { expectedZip, type Found, isHarmful, judgeModule, type LogAnswer } from "./judge-module.ts";
import { judgeZipHash } from "./judge-zip-hash.ts";
import type { ModuleVersion } from "./open-module-zip.ts";
import type { SumUse } from "./plan-checks.ts";
import { type PurgePlan, planPurge } from "./plan-purge.ts";

/** The files of one version; undefined for what the cache does not have. */
export interface CacheEvidence {
  readonly zip: ExaminedModule | undefined;
  /** The text of `.ziphash`. */
  readonly zipHash: string | undefined;
  readonly mod: ExaminedGoMod | { readonly reason: string } | undefined;
  /** Why `.info` is not what go writes. */
  readonly infoProblem: string | undefined;
  /** The hash of the extracted folder, where there is no zip. */
  readonly folder: FolderHash | undefined;
  readonly log: LogAnswer;
}

/** `purge` is proven wrong and has to go; only go.sum, which may be the wrong side, speaks against what is `disputed`. */
export interface CacheVerdict extends PurgePlan {
  /** Whether its content equals what go.sum, the log or at least the cache's own hash says. */
  readonly isVerified: boolean;
  /** Whether go.sum or the log says so. */
  readonly isConfirmed: boolean;
  readonly faults: readonly IntegrityFault[];
  readonly unknowns: readonly IntegrityUnknown[];
}

/** Judges one version; `sums` are the lines of this repository about it. */
export function judgeCache(
  module: ModuleVersion,
  sums: readonly SumUse[],
  evidence: CacheEvidence,
): CacheVerdict {
  const paths = cachePaths(module.path, module.version);
  if (!paths) throw new RangeError(`No module version: ${module.path}@${module.version}`);
  const { zip, mod, log } = evidence;
  const isAsked = ({ isGoMod }: SumUse): boolean => (isGoMod ? mod !== undefined : zip !== undefined);
  const check = { ...module, sums: sums.filter(isAsked), vendored: [] };
  const verdict = judgeModule(check, { zip: foundZip(zip), mod: foundMod(mod), log });
  const expected = expectedHashes(sums, evidence);
  const folder = evidence.folder && judgeFolder(module, evidence.folder, expected);
  const own = [modFault(module, sums, evidence), infoFault(evidence)];
  const faults = [
    ...verdict.faults,
    ...(folder?.faults ?? []),
    ...judgeZipHash({ ...module, sums }, evidence),
    ...own.flatMap((fault) =>
      fault
        ? [
            {
              module: module.path,
              version: module.version,
              ...fault,
              file: `GOMODCACHE/${paths.download}.${fault.file}`,
            },
          ]
        : [],
    ),
  ];
  const isUnknown = evidence.folder !== undefined && expected.length === 0;
  const isFolderProven =
    folder?.isRight === true && expectedZip({ sums }, log.kind === "proven" ? log.zip : undefined).length > 0;
  const isConfirmed =
    (verdict.isZipProven || isFolderProven || (!zip && !evidence.folder)) && (verdict.isModProven || !mod);
  const isZipRight = verdict.isZipProven || (zip?.ok === true && zip.h1 === evidence.zipHash);
  const isContentRight = zip ? isZipRight : folder?.isRight === true;
  const isModRight = verdict.isModProven || (mod !== undefined && isModOfZip(module, mod, zip));
  return {
    isVerified:
      !faults.some(isHarmful) &&
      log.kind !== "refused" &&
      (isContentRight || isModRight) &&
      (isContentRight || (!zip && !evidence.folder)) &&
      (isModRight || !mod),
    isConfirmed,
    faults,
    unknowns: isUnknown ? [{ module: module.path, version: module.version, reason: noMeasure }] : [],
    ...planPurge(faults, check.sums, evidence, paths),
  };
}

const noMeasure =
  "its zip is not in the module cache, and nothing else says the hash of the extracted folder";

function foundZip(zip: ExaminedModule | undefined): Found<ExaminedModule> {
  return zip
    ? { isFound: true, value: zip, from: "the module cache", isCache: true }
    : { isFound: false, reason: "not in the module cache" };
}

function foundMod(mod: CacheEvidence["mod"]): Found<string> {
  if (mod && "hash" in mod)
    return {
      isFound: true,
      value: mod.hash,
      from: mod.problem === undefined ? "the module cache" : `the module cache (${mod.problem})`,
      isCache: true,
    };
  return { isFound: false, reason: mod?.reason ?? "not in the module cache" };
}

/** A fault of a file; `file` is its ending. */
type OwnFault = Omit<IntegrityFault, "module" | "version"> & { readonly file: string };

function expectedHashes(sums: readonly SumUse[], { zipHash, log }: CacheEvidence): readonly string[] {
  const lines = sums.filter(({ isGoMod }) => !isGoMod).map(({ hash }) => hash);
  const proven = log.kind === "proven" ? log.zip : undefined;
  if (proven !== undefined) return [proven];
  if (lines.length > 0) return lines;
  return zipHash === undefined ? [] : [zipHash];
}

function modFault(
  module: ModuleVersion,
  sums: readonly SumUse[],
  { mod, zip, log }: CacheEvidence,
): OwnFault | undefined {
  if (!mod) return undefined;
  if ("reason" in mod) return { kind: "mod-damaged", file: "mod", message: `Cannot be read: ${mod.reason}` };
  if (mod.problem !== undefined)
    return { kind: "mod-damaged", file: "mod", message: `go stops at it: ${mod.problem}` };
  if (log.kind === "proven" || !zip?.ok || isModOfZip(module, mod, zip)) return undefined;
  if (sums.some(({ isGoMod, hash }) => isGoMod && hash === mod.hash)) return undefined;
  return {
    kind: "mod-poisoned",
    file: "mod",
    expected: zip.goMod,
    actual: mod.hash,
    message:
      zip.goMod === undefined
        ? "The module's zip has no go.mod, and it is not the one that go makes for such a module"
        : "It is not the go.mod in the module's own zip",
  };
}

/** Whether a go.mod is that of the zip beside it, or the one that go makes where the zip has none. */
function isModOfZip(
  { path }: ModuleVersion,
  mod: NonNullable<CacheEvidence["mod"]>,
  zip: ExaminedModule | undefined,
): boolean {
  if (!("hash" in mod) || !zip?.ok) return false;
  return zip.goMod === undefined ? mod.bareModule === path : mod.hash === zip.goMod;
}

function infoFault({ infoProblem }: CacheEvidence): OwnFault | undefined {
  return infoProblem === undefined
    ? undefined
    : { kind: "info-damaged", file: "info", message: `go does not take it, and asks again: ${infoProblem}` };
}
