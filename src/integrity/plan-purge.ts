/** What of one version in the module cache is proven wrong and goes, and what only go.sum speaks against and stays. */
import { cachePaths } from "../go/cache-paths.ts";
import type { ExaminedModule } from "./examine-module.ts";
import type { FaultKind, IntegrityFault } from "./faults.ts";
import type { FolderHash } from "./judge-folder.ts";
import type { LogAnswer } from "./judge-module.ts";
import type { SumUse } from "./plan-checks.ts";

/** The evidence that proves the cache wrong without go.sum. */
interface OwnEvidence {
  readonly zip: ExaminedModule | undefined;
  readonly zipHash: string | undefined;
  readonly folder: FolderHash | undefined;
  readonly log: LogAnswer;
}

/** Names are relative to the module cache. */
export interface PurgePlan {
  readonly purge: readonly string[];
  readonly disputed: readonly string[];
}

/** What goes for a fault: go gets each again when it needs it. */
const purgedFor: Partial<Record<FaultKind, readonly string[]>> = {
  "zip-poisoned": ["zip", "ziphash", "folder"],
  "zip-damaged": ["zip", "ziphash", "folder"],
  "mod-poisoned": ["mod"],
  "mod-damaged": ["mod"],
  "info-damaged": ["info"],
  "tree-file-changed": ["folder"],
  "tree-file-added": ["folder"],
  "tree-file-missing": ["folder"],
  "tree-differs": ["folder"],
};

/** Where only go.sum and the content disagree, either may be wrong: what nobody can get again must not be lost for a line. */
export function planPurge(
  faults: readonly IntegrityFault[],
  sums: readonly SumUse[],
  evidence: OwnEvidence,
  paths: { readonly download: string; readonly extracted: string },
): PurgePlan {
  const purge = new Set<string>();
  const disputed = new Set<string>();
  const isZipDisputed =
    hasOwnHash(evidence) &&
    faults.some(
      (fault) => fault.kind === "sum-differs" && fault.isGoMod !== true && !isContested(fault, sums),
    );
  for (const fault of faults) {
    if (fault.kind === "sum-differs") {
      if (!isContested(fault, sums)) disputed.add(fault.isGoMod === true ? "mod" : "zip");
      continue;
    }
    const isDisputed =
      (isZipDisputed && comparedWithZip.has(fault.kind)) ||
      (fault.kind === "tree-differs" && !isFolderProvenWrong(evidence));
    for (const part of purgedBy(fault)) (isDisputed ? disputed : purge).add(part);
  }
  const nameOf = (part: string): string =>
    part === "folder" ? paths.extracted : `${paths.download}.${part}`;
  return {
    purge: [...purge].map(nameOf),
    disputed: [...disputed].filter((part) => !purge.has(part)).map(nameOf),
  };
}

/** go takes any of several hashes that go.sum has for one version. */
function isContested({ actual, isGoMod = false }: IntegrityFault, sums: readonly SumUse[]): boolean {
  return sums.some((line) => line.isGoMod === isGoMod && line.hash === actual);
}

/** What differs from a zip is only as wrong as the zip is right. */
const comparedWithZip: ReadonlySet<FaultKind> = new Set([
  "mod-poisoned",
  "tree-file-changed",
  "tree-file-added",
  "tree-file-missing",
]);

/** Whether nothing in the cache speaks against the zip. */
function hasOwnHash({ zip, zipHash }: OwnEvidence): boolean {
  return zip?.ok === true && (zipHash === undefined || zipHash === zip.h1);
}

function isFolderProvenWrong({ folder, zipHash, log }: OwnEvidence): boolean {
  if (!folder || "reason" in folder || log.kind === "proven") return true;
  return zipHash !== undefined && zipHash !== folder.hash;
}

function purgedBy({ kind, harm }: IntegrityFault): readonly string[] {
  if (kind === "ziphash-differs") return harm === "S2" ? ["ziphash"] : ["zip", "ziphash", "folder"];
  return purgedFor[kind] ?? [];
}

/** What goes, or would go, for one fault that is proven: names relative to the module cache. */
export function purgeNames(fault: IntegrityFault): readonly string[] {
  const { kind, module, version, file, isGoMod } = fault;
  const place = "GOMODCACHE/";
  if (kind === "cache-unfinished") return file?.startsWith(place) ? [file.slice(place.length)] : [];
  const paths = cachePaths(module, version);
  if (!paths) return [];
  const parts = kind === "sum-differs" ? [isGoMod === true ? "mod" : "zip"] : purgedBy(fault);
  return parts.map((part) => (part === "folder" ? paths.extracted : `${paths.download}.${part}`));
}
