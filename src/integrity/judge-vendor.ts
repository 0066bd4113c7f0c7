/** What the comparison of a vendored module with its verified zip means, in words that name the file in the repository. */
import type { VendorFault } from "./compare-vendor.ts";
import type { ExaminedModule } from "./examine-module.ts";
import type { IntegrityFault, IntegrityUnknown } from "./faults.ts";
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
}

/** Judges the vendored copies of one module. */
export function judgeVendor(
  { path: module, version, vendored, sums }: ModuleCheck,
  { examined, reason, isProven }: VendorEvidence,
): VendorVerdict {
  const faults: IntegrityFault[] = [];
  const unknowns: IntegrityUnknown[] = [];
  for (const [index, use] of vendored.entries()) {
    const at = { module, version, file: use.file, line: use.line };
    // go mod vendor copies only what go.sum has a hash for; nothing compares the two afterwards.
    if (!sums.some(({ isGoMod }) => !isGoMod))
      faults.push({
        ...at,
        kind: "sum-missing",
        message: `modules.txt says that ${folderOf(use)} is ${module} ${version}, and no go.sum has a hash of that version's zip`,
      });
    if (!examined) {
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
    faults.push(...found.map((fault) => vendorFault(fault, use, { module, version })));
  }
  return { faults, unknowns };
}

/** One fault of a vendored copy, in words that name the file in the repository. */
export function vendorFault(
  { kind, name, difference, expected, actual, reason, isNeeded }: VendorFault,
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
          message: `Only the line endings differ from ${from}`,
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
        ...(isCompiled(name) ? {} : { harm: "S3" as const }),
        message: isCompiled(name)
          ? `${from} has no such file; a build with -mod=vendor compiles it where its package is used`
          : `${from} has no such file`,
      };
    case "missing":
      return {
        ...module,
        file,
        kind: "vendor-file-missing",
        ...(isNeeded === true ? {} : { harm: "S3" as const }),
        message: `${from} has this file in a package that modules.txt lists, and it is not here${isNeeded === true ? "; a build compiles, links or embeds it" : ""}`,
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

function folderOf({ vendorFolder, modulePath }: VendoredUse): string {
  return `${vendorFolder}/${modulePath}`;
}
