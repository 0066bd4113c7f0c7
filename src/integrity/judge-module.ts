/** Holds go.sum, the bytes that were found and the checksum log against each other for one module version. */
import { cachePaths } from "../go/cache-paths.ts";
import type { ExaminedModule } from "./examine-module.ts";
import { type FaultKind, faultKinds, type IntegrityFault, type IntegrityUnknown } from "./faults.ts";
import { type FolderHash, judgeFolder } from "./judge-folder.ts";
import { judgeVendor } from "./judge-vendor.ts";
import { judgeZipHash } from "./judge-zip-hash.ts";
import type { ModuleCheck, SumUse } from "./plan-checks.ts";

/** What was found of a zip or a go.mod: bytes with the place they came from, or why there are none. */
export type Found<Value> =
  | {
      readonly isFound: true;
      readonly value: Value;
      /** Completes "the zip from …": the module cache, the host of a proxy. */
      readonly from: string;
      readonly isCache: boolean;
    }
  | { readonly isFound: false; readonly reason: string };

/** What the checksum log proves of a module version. */
export type LogAnswer =
  | { readonly kind: "proven"; readonly zip: string | undefined; readonly mod: string | undefined }
  /** The log lies or was forged: evidence in words. */
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "unknown"; readonly reason: string }
  /** The module is exempt from the log by the user's own settings. */
  | { readonly kind: "private" };

export interface ModuleEvidence {
  readonly zip: Found<ExaminedModule>;
  /** The `/go.mod` hash. */
  readonly mod: Found<string>;
  readonly log: LogAnswer;
  /** The hash of the extracted folder, where no zip could be held against it. */
  readonly folder?: FolderHash | undefined;
  /** The text of the `.ziphash` that go reads for these bytes; undefined when it reads none. */
  readonly zipHash?: string | undefined;
}

export interface ModuleVerdict {
  /**
   * Whether its content is proven: all that was asked about it (zip, go.mod, vendored files) was hashed and equals
   * go.sum or the log, and nothing that harms speaks against it.
   */
  readonly isVerified: boolean;
  /** Whether go.sum or the log has the hash of the bytes that were found. */
  readonly isZipProven: boolean;
  readonly isModProven: boolean;
  readonly faults: readonly IntegrityFault[];
  readonly unknowns: readonly IntegrityUnknown[];
}

/** The hashes of one kind (zip or go.mod) as each side has them. */
interface Sides {
  readonly isGoMod: boolean;
  readonly lines: readonly SumUse[];
  readonly found: Found<string>;
  readonly log: string | undefined;
  /** Whether no log can ever say which side is wrong. */
  readonly isPrivate: boolean;
}

/** Judges one module version; what the log says of itself is judged for all modules together. */
export function judgeModule(
  check: ModuleCheck,
  { zip, mod, log, folder, zipHash: cached }: ModuleEvidence,
): ModuleVerdict {
  const faults: IntegrityFault[] = [];
  const unknowns: IntegrityUnknown[] = [];
  const zipHash = hashOf(zip);
  const proven = log.kind === "proven" ? log : undefined;

  if (zip.isFound && !zip.value.ok) faults.push(damagedZip(check, zip, zip.value.reason));
  const isPrivate = log.kind === "private";
  const sides: readonly Sides[] = [
    { isGoMod: false, lines: linesOf(check, false), found: zipHash, log: proven?.zip, isPrivate },
    { isGoMod: true, lines: linesOf(check, true), found: mod, log: proven?.mod, isPrivate },
  ];
  const extracted = folder && judgeFolder(check, folder, expectedZip(check, proven?.zip));
  // Without a zip go builds from the extracted folder alone.
  const isBuiltFromFolder = !zip.isFound && extracted?.isRight === true;
  const results = sides.map((side) => judgeSide(check, side));
  faults.push(...results.flatMap((result) => result.faults));
  unknowns.push(
    ...results
      .flatMap((result) => result.unknowns)
      .filter(({ isOfZip }) => !(isOfZip && isBuiltFromFolder))
      .map(({ isOfZip: _, ...unknown }) => unknown),
  );
  faults.push(...(extracted?.faults ?? []));

  if (zip.isFound && zip.value.ok) faults.push(...treeFaults(check, zip.value));

  const content = zip.isFound ? zip.value : undefined;
  faults.push(...judgeZipHash(check, { zip: content, folder, zipHash: cached, log }));

  const isZipProven = results[0]?.isMatched === true || isBuiltFromFolder;
  const isModProven = results[1]?.isMatched === true;
  const isTrusted = zipHash.isFound && faults.every(({ kind }) => !untrusting.has(kind));
  const vendor = judgeVendor(check, {
    examined: isTrusted && zip.isFound && zip.value.ok ? zip.value : undefined,
    reason: zipHash.isFound ? "its zip cannot be trusted, see there" : zipHash.reason,
    isProven: results[0]?.isMatched === true || proven?.zip === (zipHash.isFound ? zipHash.value : undefined),
  });
  faults.push(...vendor.faults);
  unknowns.push(...vendor.unknowns);
  const isZipAsked = check.vendored.length > 0 || linesOf(check, false).length > 0;
  const isModAsked = linesOf(check, true).length > 0;
  const isVerified =
    !faults.some(isHarmful) &&
    log.kind !== "refused" &&
    (isZipProven || isModProven) &&
    (isZipProven || !isZipAsked) &&
    (isModProven || !isModAsked) &&
    vendor.isSeen;
  return { isVerified, isZipProven, isModProven, faults, unknowns };
}

/** The hashes that the zip may have. */
export function expectedZip(check: Pick<ModuleCheck, "sums">, proven: string | undefined): readonly string[] {
  if (proven !== undefined) return [proven];
  return check.sums.flatMap(({ isGoMod, hash }) => (isGoMod ? [] : [hash]));
}

/** What only clutters does not make a content another one. */
export function isHarmful({ kind, harm = faultKinds[kind].harm }: IntegrityFault): boolean {
  return harm !== "S3";
}

const untrusting: ReadonlySet<FaultKind> = new Set(["sum-differs", "zip-poisoned", "zip-damaged"]);

function hashOf(zip: Found<ExaminedModule>): Found<string> {
  if (!zip.isFound) return zip;
  return zip.value.ok ? { ...zip, value: zip.value.h1 } : { isFound: false, reason: zip.value.reason };
}

function linesOf({ sums }: ModuleCheck, isGoMod: boolean): readonly SumUse[] {
  return sums.filter((line) => line.isGoMod === isGoMod);
}

const privateRemedy =
  "Do not delete the line: no checksum log knows a private module. Hold the line against earlier commits and other repositories, and the bytes against those of the module's own server; then mend the side that is wrong.";

interface SideResult {
  readonly isMatched: boolean;
  readonly faults: readonly IntegrityFault[];
  readonly unknowns: readonly (IntegrityUnknown & { readonly isOfZip: boolean })[];
}

function judgeSide(check: ModuleCheck, { isGoMod, lines, found, log, isPrivate }: Sides): SideResult {
  const faults: IntegrityFault[] = [];
  const unknowns: (IntegrityUnknown & { isOfZip: boolean })[] = [];
  let isMatched = false;
  const { path: module, version } = check;
  const what = isGoMod ? "go.mod" : "zip";
  for (const { file, line, hash } of lines) {
    const at = { module, version, file, line };
    if (log !== undefined && log !== hash) {
      faults.push({
        ...at,
        kind: "sum-wrong",
        ...(isGoMod ? { harm: "S1" } : {}),
        expected: log,
        actual: hash,
        message: `The line has ${hash}; the checksum log proves ${log} for the ${what} of ${module}@${version}`,
      });
    } else if (!found.isFound) {
      unknowns.push({ ...at, reason: found.reason, isOfZip: !isGoMod });
    } else if (found.value === hash) isMatched = true;
    else if (log === undefined) {
      faults.push({
        ...at,
        kind: "sum-differs",
        ...(isGoMod ? { harm: "S1", isGoMod } : {}),
        ...(isPrivate ? { remedy: privateRemedy } : {}),
        expected: hash,
        actual: found.value,
        message: `The line has ${hash}; the ${what} from ${found.from} has ${found.value}`,
      });
    }
  }
  if (found.isFound && log !== undefined) {
    const right = lines.find(({ hash }) => hash === log);
    if (log !== found.value)
      faults.push({
        module,
        version,
        ...placeOf(check, { found, right, ending: isGoMod ? "mod" : "zip" }),
        kind: isGoMod ? "mod-poisoned" : "zip-poisoned",
        ...remedyAt(found),
        expected: log,
        actual: found.value,
        message: `The ${what} from ${found.from} has ${found.value}; ${right ? "go.sum and the checksum log have" : "the checksum log has"} ${log}`,
      });
    // Without a line only the log can say what the content has to be.
    else if (lines.length === 0) isMatched = true;
  }
  return { isMatched, faults, unknowns };
}

type Origin = Pick<Extract<Found<unknown>, { isFound: true }>, "from" | "isCache">;

/** The file that is wrong; of what came from a proxy, the line that it should equal. */
function placeOf(
  { path, version }: ModuleCheck,
  of: { readonly found: Origin; readonly right: SumUse | undefined; readonly ending: "zip" | "mod" },
): Pick<IntegrityFault, "file" | "line"> {
  if (!of.found.isCache) return { file: of.right?.file, line: of.right?.line };
  return { file: `GOMODCACHE/${cachePaths(path, version)?.download}.${of.ending}` };
}

/** What a proxy gave is not in the module cache: nothing can be removed from there. */
function remedyAt({ from, isCache }: Origin): Pick<IntegrityFault, "remedy"> {
  return isCache
    ? {}
    : {
        remedy: `It came from ${from}, and go would get it from there: ask who runs it, or use another proxy.`,
      };
}

function damagedZip({ path: module, version }: ModuleCheck, zip: Origin, reason: string): IntegrityFault {
  const place = zip.isCache ? cachePaths(module, version)?.download : undefined;
  return {
    kind: "zip-damaged",
    module,
    version,
    ...remedyAt(zip),
    ...(place === undefined ? {} : { file: `GOMODCACHE/${place}.zip` }),
    message: `go refuses the zip of ${module}@${version} from ${zip.from}: ${reason}`,
  };
}

const treeKinds = {
  changed: "tree-file-changed",
  unreadable: "tree-file-changed",
  added: "tree-file-added",
  missing: "tree-file-missing",
} as const;

/** Builds compile the extracted files and never look at the zip again. */
function treeFaults(
  { path: module, version }: ModuleCheck,
  examined: Extract<ExaminedModule, { ok: true }>,
): readonly IntegrityFault[] {
  const folder = cachePaths(module, version)?.extracted ?? `${module}@${version}`;
  return examined.tree.map(({ kind, name, reason }) => ({
    kind: treeKinds[kind],
    module,
    version,
    file: `GOMODCACHE/${folder}${name === "" ? "" : `/${name}`}`,
    message: {
      changed: `The extracted "${name}" is not what the zip holds, and builds compile the extracted file`,
      added: `"${name}" is not in the zip, and builds compile it where its package is used`,
      missing: `"${name}" is in the zip and was not extracted or has been deleted`,
      unreadable: `The extracted ${name === "" ? "folder" : `"${name}"`} cannot be read: ${reason ?? "unknown reason"}`,
    }[kind],
  }));
}
