/** `breakwater verify`: are modules, go.sum and vendor/ what they claim to be? */
import { existsSync, statSync } from "node:fs";
import { UserError } from "../finding/user-error.ts";
import { faultKinds, type IntegrityFault, textsOf } from "../integrity/faults.ts";
import { planChecks } from "../integrity/plan-checks.ts";
import { toOneLine } from "../report/layout.ts";
import { formatVerifyHuman } from "../report/verify-human.ts";
import { formatVerifyJson } from "../report/verify-json.ts";
import type { VerifyFinding, VerifyReport } from "../report/verify-report.ts";
import { type ModuleWorkspace, readModuleWorkspace } from "../workspace/read-module-workspace.ts";
import { findRoot } from "./find-root.ts";
import { createModuleProxy } from "./module-proxy.ts";
import { type ModuleSettings, readModuleSettings } from "./module-settings.ts";
import { openSumLog } from "./open-sum-log.ts";
import { openUserTree } from "./open-user-tree.ts";
import { createProgress, type Progress } from "./progress.ts";
import { columnsOf, type Terminal, wantsColor } from "./terminal.ts";
import { userCacheFolder } from "./user-cache-folder.ts";
import { createLogQuestion } from "./verify/ask-sum-log.ts";
import { verifyCache } from "./verify/verify-cache.ts";
import { type VerifyProgress, verifyRepository } from "./verify/verify-repository.ts";
import { withIgnoredFiles } from "./verify/with-ignored-files.ts";
import { withNamedSum } from "./verify/with-named-sum.ts";

export interface VerifyArguments {
  /** A folder; undefined for the root of the repository around the current folder. */
  readonly path: string | undefined;
  readonly format: "human" | "json";
  readonly isOffline: boolean;
  /** Looks at the whole module cache instead of what the repository needs of it. */
  readonly isCache: boolean;
  /** Removes what is wrong in the module cache. */
  readonly isPurging: boolean;
}

type Result = Omit<VerifyReport, "elapsedMs">;

/** Runs the command; 1 when something of harm S0 to S2 was found or could not be removed, 0 otherwise. */
export async function runVerify(input: VerifyArguments, terminal: Terminal): Promise<0 | 1> {
  if (input.isPurging && !input.isCache)
    throw new UserError("bad-option", "--purge removes from the module cache: it goes with --cache only");
  const startedAt = performance.now();
  const progress = createProgress(terminal);
  const settings = readModuleSettings(terminal.environment);
  const log = openSumLog({
    settings,
    cacheFolder: userCacheFolder(terminal.environment),
    isOffline: input.isOffline,
  });
  const run = { input, terminal, settings, ask: createLogQuestion(log), onProgress: shownBy(progress) };
  let result: Result;
  try {
    result = await (input.isCache ? lookAtCache(run) : lookAtRepository(run));
  } finally {
    progress.end();
  }
  const report: VerifyReport = { ...result, elapsedMs: performance.now() - startedAt };
  await terminal.write(
    input.format === "json"
      ? formatVerifyJson(report)
      : formatVerifyHuman(report, { hasColor: wantsColor(terminal), width: columnsOf(terminal) }),
  );
  if (report.findings.some(({ harm }) => harm !== "S3") || (report.purged?.kept.length ?? 0) > 0) return 1;
  if (report.verified === 0 && (report.modules > 0 || report.unknowns.length > 0))
    throw new UserError("nothing-verified", `Cannot verify any module: ${toOneLine(firstReason(report))}`);
  return 0;
}

interface Run {
  readonly input: VerifyArguments;
  readonly terminal: Terminal;
  readonly settings: ModuleSettings;
  readonly ask: ReturnType<typeof createLogQuestion>;
  readonly onProgress: (progress: VerifyProgress) => void;
}

async function lookAtRepository({ input, terminal, settings, ask, onProgress }: Run): Promise<Result> {
  const { tree } = openUserTree({ path: input.path, ref: undefined }, terminal);
  const workspace = readModuleWorkspace(tree);
  if (tree.folder === undefined || isEmpty(workspace))
    throw new UserError("nothing-to-look-at", `Cannot verify "${tree.name}": it has no go.mod`);
  const complete = withNamedSum(withIgnoredFiles(workspace, tree.folder), tree.folder, {
    goflags: settings.goflags,
    folder: terminal.folder,
  });
  const { faults, ...counts } = await verifyRepository(complete, tree.folder, {
    moduleCache: settings.moduleCache,
    proxy: input.isOffline ? undefined : createModuleProxy(settings),
    ask,
    onProgress,
  });
  return { ...counts, findings: faults.map(toFinding), purged: undefined };
}

async function lookAtCache({ input, terminal, settings, ask, onProgress }: Run): Promise<Result> {
  const { moduleCache } = settings;
  if (moduleCache === undefined || !isModuleCache(moduleCache))
    throw new UserError(
      "nothing-to-look-at",
      `Cannot verify the module cache: ${moduleCache === undefined ? "neither GOMODCACHE, GOPATH nor HOME is set" : `"${moduleCache}" has no folder cache/download`}`,
    );
  const workspace = readWorkspaceAround(input.path, terminal);
  const { faults, ...counts } = await verifyCache({
    moduleCache,
    plan: workspace && planChecks(workspace),
    isPurging: input.isPurging,
    now: terminal.now().getTime(),
    ask,
    onProgress,
  });
  if (counts.modules === 0 && faults.length === 0)
    throw new UserError(
      "nothing-to-look-at",
      `Cannot verify the module cache: "${moduleCache}" holds no module`,
    );
  return { ...counts, vendoredFiles: 0, findings: faults.map(toFinding) };
}

function isModuleCache(folder: string): boolean {
  return statSync(`${folder}/cache/download`, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isEmpty({ modules, workspaces, otherSums, otherVendors }: ModuleWorkspace): boolean {
  return [modules, workspaces, otherSums, otherVendors].every(({ length }) => length === 0);
}

/** The repository that was named or stands around the current folder; the module cache can be verified without one. */
function readWorkspaceAround(path: string | undefined, terminal: Terminal): ModuleWorkspace | undefined {
  if (path === undefined) {
    const root = findRoot(terminal.folder)?.folder ?? terminal.folder;
    // What is no repository may be a home with everything in it.
    if (!existsSync(`${root}/go.mod`) && !existsSync(`${root}/go.work`) && !existsSync(`${root}/.git`))
      return undefined;
  }
  const { tree } = openUserTree({ path, ref: undefined }, terminal);
  const workspace = readModuleWorkspace(tree);
  return tree.folder === undefined ? workspace : withIgnoredFiles(workspace, tree.folder);
}

function shownBy(progress: Progress): (progress: VerifyProgress) => void {
  return ({ done, all, sizeBytes }) =>
    progress.step(
      `Verifying ${bar(done / all)} ${done} of ${all} modules, ${Math.round(sizeBytes / 1e6)} MB`,
    );
}

const barColumns = 20;

function bar(share: number): string {
  const full = Math.round(share * barColumns);
  return `[${"#".repeat(full)}${"-".repeat(barColumns - full)}]`;
}

function toFinding(fault: IntegrityFault): VerifyFinding {
  return { ...fault, harm: fault.harm ?? faultKinds[fault.kind].harm, ...textsOf(fault) };
}

function firstReason({ unknowns, findings }: Result): string {
  return unknowns[0]?.reason ?? findings[0]?.message ?? "nothing was found to compare with";
}
