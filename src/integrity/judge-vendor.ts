/** What the comparison of a vendored module with its verified zip means, in words that name the file in the repository. */
import type { VendorFault } from "./compare-vendor.ts";
import type { ExaminedModule } from "./examine-module.ts";
import type { IntegrityFault, IntegrityUnknown } from "./faults.ts";
import type { FileVerdict } from "./judge-files.ts";
import type { ModuleCheck, VendoredUse } from "./plan-checks.ts";
import { isCompiled } from "./vendored-files.ts";

/** The zip that vendored copies were compared with. */
export interface VendorEvidence {
  /** Undefined when there is no zip that can be believed; `reason` then says why. */
  readonly examined: Extract<ExaminedModule, { ok: true }> | undefined;
  readonly reason: string;
  /** Whether go.sum or the log confirms the zip. */
  readonly isProven: boolean;
}

export interface VendorVerdict {
  readonly faults: readonly IntegrityFault[];
  readonly unknowns: readonly IntegrityUnknown[];
  /** Whether every file was compared with a zip that is proven. */
  readonly isSeen: boolean;
}

/** Judges the vendored copies of one module. */
export function judgeVendor(
  { path: module, version, vendored, sums }: ModuleCheck,
  { examined, reason, isProven }: VendorEvidence,
): VendorVerdict {
  const faults: IntegrityFault[] = [];
  const unknowns: IntegrityUnknown[] = [];
  let isSeen = true;
  for (const [index, use] of vendored.entries()) {
    const at = { module, version, file: use.file, line: use.line };
    // go mod vendor copies only what go.sum has a hash for; nothing compares the two afterwards.
    if (use.hasSum && !sums.some(({ isGoMod }) => !isGoMod))
      faults.push({
        ...at,
        kind: "sum-missing",
        title: "a vendored module has no hash in go.sum",
        message: `modules.txt says that ${folderOf(use)} is ${module} ${version}, and no go.sum has a hash of that version's zip`,
      });
    if (!examined) {
      isSeen = false;
      unknowns.push({
        ...at,
        reason: `the files in ${folderOf(use)} have nothing to be compared with: ${reason}`,
      });
      continue;
    }
    if (!isProven)
      unknowns.push({
        ...at,
        reason: `the zip that ${folderOf(use)} was compared with is confirmed by no line of go.sum and not by the checksum log`,
      });
    const found = examined.vendored[index] ?? [];
    const judged = judgeFound(found, use, { module, version });
    faults.push(...judged.faults);
    unknowns.push(...judged.unknowns);
    isSeen &&= judged.unknowns.length === 0;
  }
  return { faults, unknowns, isSeen: isSeen && (isProven || vendored.length === 0) };
}

/** What a comparison of one vendored copy found; folders that cannot be listed hide what lies in them. */
export function judgeFound(
  found: readonly VendorFault[],
  use: VendoredUse,
  module: { readonly module: string; readonly version: string },
): FileVerdict {
  const faults: IntegrityFault[] = [];
  const unknowns: IntegrityUnknown[] = [];
  for (const { kind, ...fault } of found) {
    if (kind !== "hidden") {
      faults.push(vendorFault({ ...fault, kind }, use, module));
      continue;
    }
    const file = fault.name === "" ? folderOf(use) : `${folderOf(use)}/${fault.name}`;
    unknowns.push({
      ...module,
      file,
      reason: `the folder cannot be read: ${fault.reason ?? "unknown reason"}`,
    });
  }
  return { faults, unknowns };
}

/** One fault of a vendored copy, in words that name the file in the repository. */
function vendorFault(
  {
    kind,
    name,
    difference,
    expected,
    actual,
    reason,
    isNeeded = false,
    isFolderLink = false,
  }: VendorFault & { readonly kind: Exclude<VendorFault["kind"], "hidden"> },
  use: VendoredUse,
  module: { readonly module: string; readonly version: string },
): IntegrityFault {
  const file = name === "" ? folderOf(use) : `${folderOf(use)}/${name}`;
  const from = `${module.module}${module.version === "" ? "" : `@${module.version}`}`;
  const sums = {
    ...(expected === undefined ? {} : { expected: `sha256:${expected}` }),
    ...(actual === undefined ? {} : { actual: `sha256:${actual}` }),
  };
  switch (kind) {
    case "changed": {
      const line = difference?.line;
      const place = { ...module, file, ...(line === undefined ? {} : { line }), ...sums };
      if (difference?.isLineEndings)
        return {
          ...place,
          kind: "vendor-line-endings",
          ...(isNeeded ? { harm: "S2" as const } : {}),
          message: `Only the line endings differ from ${from}${isNeeded ? "; the file is embedded, so the program has other bytes" : ""}`,
        };
      const quote = difference?.quote;
      const shown = quote === undefined ? "" : quote === "" ? ", which ends here" : `: ${quote}`;
      return { ...place, kind: "vendor-file-changed", message: `Differs from ${from}${shown}` };
    }
    case "added":
      return {
        ...module,
        file,
        ...sums,
        kind: "vendor-file-added",
        ...(isNeeded ? {} : { harm: "S3" as const }),
        message: addedMessage(from, { name, isNeeded, isFolderLink }),
      };
    case "missing":
      return {
        ...module,
        file,
        kind: "vendor-file-missing",
        ...(isNeeded ? {} : { harm: "S3" as const }),
        message: `${from} has this file in a package that modules.txt lists, and it is not here${isNeeded ? "; a build compiles, links or embeds it" : ""}`,
      };
    case "unlisted":
      return {
        ...module,
        file,
        kind: "vendor-package-unlisted",
        harm: "S3",
        message: `The files are those of ${from}; modules.txt does not list the package, so builds with a go line below 1.23 can import it and newer ones refuse it`,
      };
    case "no-package":
      return {
        ...module,
        file: use.file,
        line: use.line,
        kind: "modules-txt",
        message: `modules.txt lists the package ${name === "" ? use.modulePath : `${use.modulePath}/${name}`}, and ${from} has no such folder`,
      };
    case "unreadable":
      return {
        ...module,
        file,
        kind: "vendor-file-changed",
        message: `Cannot be read: ${reason ?? "unknown reason"}`,
      };
  }
}

function addedMessage(
  from: string,
  { name, isNeeded, isFolderLink }: { name: string; isNeeded: boolean; isFolderLink: boolean },
): string {
  if (isFolderLink)
    return `${from} has no such folder; it is a link, and a build with -mod=vendor compiles what lies behind it`;
  if (!isNeeded) return `${from} has no such file`;
  return `${from} has no such file; a build with -mod=vendor ${isCompiled(name) ? "compiles it where its package is used" : "links or embeds it"}`;
}

function folderOf({ vendorFolder, modulePath }: VendoredUse): string {
  return `${vendorFolder}/${modulePath}`;
}
