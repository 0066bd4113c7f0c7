/** What go.mod, go.sum and modules.txt say about each other before any module is looked at. */
import { compareGoVersions } from "../go/go-version.ts";
import { createReplacementLookup } from "../go/main-replacement.ts";
import type { ModProblem } from "../go/modfile/syntax.ts";
import type { VendorModules } from "../go/modules-txt.ts";
import { checkVendorConsistency } from "../go/vendor-consistency.ts";
import type { Span } from "../text/span.ts";
import { firstImport } from "../workspace/gofiles/first-import.ts";
import { isVendored } from "../workspace/gomod/is-vendored.ts";
import type { GoModule, GoWorkspace, ReadSum } from "../workspace/gomod/model.ts";
import { requirementsWithoutSum } from "../workspace/gomod/requirements-without-sum.ts";
import { workspaceMembers, workspacesUsing } from "../workspace/gomod/workspace-members.ts";
import type { ModuleWorkspace } from "../workspace/read-module-workspace.ts";
import type { IntegrityFault, IntegrityUnknown } from "./faults.ts";

export interface FileVerdict {
  readonly faults: readonly IntegrityFault[];
  readonly unknowns: readonly IntegrityUnknown[];
}

/** Judges the files of a repository. */
export function judgeFiles(workspace: ModuleWorkspace): FileVerdict {
  const { modules, workspaces, otherSums } = workspace;
  const sums = [...modules, ...workspaces].flatMap(({ sum }) => (sum ? [sum] : []));
  return {
    faults: [
      ...modules.flatMap((module) =>
        module.sum ? malformedLines(module.sum, isBuiltFromVendor(module, workspaces)) : [],
      ),
      ...workspaces.flatMap(({ sum }) => (sum ? malformedLines(sum) : [])),
      ...[...sums, ...otherSums].flatMap(contradictions),
      // Files for tests may be broken on purpose.
      ...otherSums.flatMap((sum) => malformedLines(sum)).map((fault) => ({ ...fault, harm: "S3" as const })),
      ...modules.flatMap((module) => missingLines(module, workspace)),
      ...modules.flatMap((module) => missingFile(module, isBuiltFromVendor(module, workspaces))),
      ...workspaces.flatMap((work) => (modules.some(({ sum }) => sum) ? [] : missingFile(work, true))),
      ...modules.flatMap((module) => staleLines(module, workspaces)),
      ...modules.flatMap((module) => vendorFaults(workspace, [module], module)),
      ...workspaces.flatMap((work) => vendorFaults(workspace, workspaceMembers(modules, work), work)),
    ],
    unknowns: [
      ...workspace.unknowns.map(({ at, reason }) => ({ file: at.file, reason })),
      ...modules.flatMap(({ file, mod }) => refusals(workspace, file, mod.problems)),
      ...workspaces.flatMap(({ file, work }) => refusals(workspace, file, work.problems)),
      ...[...sums, ...otherSums].flatMap(ignoredLines),
      ...sums
        .filter(({ isUnreadable }) => isUnreadable === true)
        .map(({ file }) => ({ file, reason: "it cannot be read" })),
      ...[...modules, ...workspaces].flatMap(({ vendor }) =>
        vendor && !vendor.modules
          ? [
              {
                file: vendor.folder,
                reason: "without modules.txt nothing says which modules its files are from",
              },
            ]
          : [],
      ),
    ],
  };
}

/** A file that go refuses says nothing about what a build needs. */
function refusals(
  workspace: ModuleWorkspace,
  file: string,
  problems: readonly ModProblem[],
): readonly IntegrityUnknown[] {
  return problems.slice(0, 1).map(({ span, reason }) => ({
    file,
    line: lineOf(workspace, file, span),
    reason: `go refuses the file: ${reason}`,
  }));
}

/** Requirements that the code imports and that no line of go.sum covers. */
function missingLines(module: GoModule, workspace: ModuleWorkspace): readonly IntegrityFault[] {
  return requirementsWithoutSum(module, workspace.workspaces).flatMap(({ required, source }) => {
    const use = firstImport(module, required.path, workspace);
    if (!use) return [];
    const place = `${use.at.file}:${lineOf(workspace, use.at.file, use.at.span)}`;
    return [
      {
        kind: "sum-missing" as const,
        module: source.path,
        version: source.version,
        file: module.file,
        line: lineOf(workspace, module.file, required.span),
        message: `${module.sum ? `${module.sum.file} has no hash of its zip` : "There is no go.sum"}, and ${place} imports ${use.path}: builds stop with missing go.sum entry`,
      },
    ];
  });
}

/** A build from vendor/ reads no go.sum, and without one nothing here says what vendor/ has to hold. */
function missingFile(
  { file, sum, vendor }: Pick<GoModule, "file" | "sum" | "vendor">,
  isUnread: boolean,
): readonly IntegrityFault[] {
  const isVersion = ({ packages, replacement }: VendorModules["modules"][number]): boolean =>
    packages.length > 0 && (!replacement || replacement.version !== undefined);
  const count = vendor?.modules?.parsed.modules.filter(isVersion).length ?? 0;
  if (sum || !vendor || count === 0) return [];
  return [
    {
      kind: "sum-missing",
      module: "",
      version: "",
      file,
      ...(isUnread ? { harm: "S3" as const } : {}),
      title: "go.sum is missing, and vendor/ is held against nothing in the repository",
      message: `There is no go.sum: ${isUnread ? `builds from ${vendor.folder} do not need it` : "builds without -mod=vendor stop"}, and no line says what its ${count === 1 ? "module has" : `${count.toLocaleString("en-US")} modules have`} to be`,
    },
  ];
}

function isBuiltFromVendor(module: GoModule, workspaces: readonly GoWorkspace[]): boolean {
  return isVendored(module) && workspacesUsing(workspaces, module).length === 0;
}

function malformedLines({ file, parsed }: ReadSum, isUnread = false): readonly IntegrityFault[] {
  return parsed.problems
    .filter(({ kind }) => kind !== "duplicate-hash" && kind !== "unknown-algorithm")
    .map(({ reason, lineNumber, isFatal }) => ({
      kind: "sum-malformed",
      module: "",
      version: "",
      file,
      line: lineNumber,
      ...(isFatal && !isUnread ? {} : { harm: "S3" as const }),
      message: `${capitalize(reason)}${isFatal && isUnread ? "; builds from vendor/ do not read the file, other go commands stop" : ""}`,
    }));
}

/** go passes over hashes of other algorithms: they say nothing, neither to it nor here. */
function ignoredLines({ file, parsed }: ReadSum): readonly IntegrityUnknown[] {
  return parsed.problems
    .filter(({ kind }) => kind === "unknown-algorithm")
    .map(({ reason, lineNumber }) => ({ file, line: lineNumber, reason }));
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Two hashes for one key in one file: go takes either. */
function contradictions({ file, parsed }: ReadSum): readonly IntegrityFault[] {
  const first = new Map<string, { readonly hash: string; readonly lineNumber: number }>();
  return parsed.lines.flatMap(({ path, version, isGoMod, hash, lineNumber }) => {
    if (!hash.startsWith("h1:")) return [];
    const key = `${path}@${version}${isGoMod ? "/go.mod" : ""}`;
    const before = first.get(key);
    if (!before) first.set(key, { hash, lineNumber });
    if (!before || before.hash === hash) return [];
    return [
      {
        kind: "sum-conflict" as const,
        module: path,
        version,
        file,
        line: lineNumber,
        expected: before.hash,
        actual: hash,
        ...(isGoMod ? { harm: "S1" as const } : {}),
        message: `go accepts two contents for ${key}: ${hash} here and ${before.hash} in line ${before.lineNumber}`,
      },
    ];
  });
}

/**
 * Zip lines of a version that is not the selected one. From go line 1.18 on every module of the build stands in
 * go.mod with its selected version, and go mod tidy keeps no other zip's hash; in a workspace another member may
 * select a higher one.
 */
function staleLines(module: GoModule, workspaces: readonly GoWorkspace[]): readonly IntegrityFault[] {
  const { mod, sum } = module;
  if (!sum || !mod.go || compareGoVersions(mod.go.version, "1.18") < 0 || mod.problems.length > 0) return [];
  if (workspacesUsing(workspaces, module).length > 0) return [];
  const replacementOf = createReplacementLookup([mod], undefined);
  const wanted = new Set<string>();
  const required = new Set<string>();
  for (const { path, version } of mod.requires) {
    const target = replacementOf(path, version);
    const source = target ? { path: target.path, version: target.version } : { path, version };
    required.add(path).add(source.path);
    if (source.version !== undefined) wanted.add(`${source.path} ${source.version}`);
  }
  return sum.parsed.lines.flatMap(({ path, version, isGoMod, lineNumber }) =>
    isGoMod || !required.has(path) || wanted.has(`${path} ${version}`)
      ? []
      : [
          {
            kind: "sum-stale" as const,
            module: path,
            version,
            file: sum.file,
            line: lineNumber,
            message: `No build of this module uses ${path} ${version}: ${mod.file} selects another version of it`,
          },
        ],
  );
}

function vendorFaults(
  workspace: ModuleWorkspace,
  mains: readonly GoModule[],
  owner: GoModule | GoWorkspace,
): readonly IntegrityFault[] {
  const parsed = owner.vendor?.modules?.parsed;
  if (!parsed) return [];
  const work = "work" in owner ? owner.work : undefined;
  const goLine = "mod" in owner ? owner.mod.go?.version : owner.work.go?.version;
  return checkVendorConsistency({ mains: mains.map(({ mod }) => mod), work, vendor: parsed, goLine }).map(
    ({ text, at }) => ({
      kind: "modules-txt",
      module: "",
      version: "",
      file: at.file,
      line: lineOf(workspace, at.file, at.span),
      message: `go stops with inconsistent vendoring: ${text}`,
    }),
  );
}

function lineOf(workspace: ModuleWorkspace, file: string, { start }: Span): number {
  return workspace.source(file)?.lines.positionAt(start).line ?? 1;
}
