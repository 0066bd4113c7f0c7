/** `breakwater verify`: are modules, go.sum and vendor/ what they claim to be? */
import { UserError } from "../finding/user-error.ts";
import { faultKinds, type IntegrityFault } from "../integrity/faults.ts";
import { formatVerifyHuman } from "../report/verify-human.ts";
import { formatVerifyJson } from "../report/verify-json.ts";
import type { VerifyFinding, VerifyReport } from "../report/verify-report.ts";
import { readModuleWorkspace } from "../workspace/read-module-workspace.ts";
import { createModuleProxy } from "./module-proxy.ts";
import { readModuleSettings } from "./module-settings.ts";
import { openSumLog } from "./open-sum-log.ts";
import { openUserTree } from "./open-user-tree.ts";
import { createProgress } from "./progress.ts";
import { columnsOf, type Terminal, wantsColor } from "./terminal.ts";
import { userCacheFolder } from "./user-cache-folder.ts";
import { createLogQuestion } from "./verify/ask-sum-log.ts";
import { verifyRepository } from "./verify/verify-repository.ts";

export interface VerifyArguments {
  /** A folder; undefined for the root of the repository around the current folder. */
  readonly path: string | undefined;
  readonly format: "human" | "json";
  readonly isOffline: boolean;
}

/** Runs the command; 1 when something of harm S0 to S2 was found, 0 otherwise. */
export async function runVerify(input: VerifyArguments, terminal: Terminal): Promise<0 | 1> {
  const startedAt = performance.now();
  const progress = createProgress(terminal);
  const { tree } = openUserTree({ path: input.path, ref: undefined }, terminal);
  const workspace = readModuleWorkspace(tree);
  if (tree.folder === undefined || (workspace.modules.length === 0 && workspace.workspaces.length === 0))
    throw new UserError("nothing-to-look-at", `Cannot verify "${tree.name}": it has no go.mod`);

  const settings = readModuleSettings(terminal.environment);
  const { moduleCache } = settings;
  const result = await verifyRepository(workspace, tree.folder, {
    moduleCache,
    proxy: input.isOffline ? undefined : createModuleProxy(settings),
    ask: createLogQuestion(
      openSumLog({
        settings,
        cacheFolder: userCacheFolder(terminal.environment),
        isOffline: input.isOffline,
      }),
    ),
    onProgress: ({ done, all, sizeBytes }) =>
      progress.step(`Verifying: ${done} of ${all} modules, ${Math.round(sizeBytes / 1e6)} MB`),
  });
  progress.end();

  const report: VerifyReport = {
    modules: result.modules,
    verified: result.verified,
    vendoredFiles: result.vendoredFiles,
    findings: result.faults.map(toFinding),
    unknowns: result.unknowns,
    elapsedMs: performance.now() - startedAt,
  };
  await terminal.write(
    input.format === "json"
      ? formatVerifyJson(report)
      : formatVerifyHuman(report, { hasColor: wantsColor(terminal), width: columnsOf(terminal) }),
  );
  if (report.findings.some(({ harm }) => harm !== "S3")) return 1;
  if (result.modules > 0 && result.verified === 0)
    throw new UserError(
      "nothing-verified",
      `Cannot verify anything of "${tree.name}": ${firstReason(report)}`,
    );
  return 0;
}

function toFinding(fault: IntegrityFault): VerifyFinding {
  const { harm, title, remedy } = faultKinds[fault.kind];
  return { ...fault, harm: fault.harm ?? harm, title, remedy };
}

function firstReason({ unknowns, findings }: VerifyReport): string {
  return unknowns[0]?.reason ?? findings[0]?.message ?? "nothing was found to compare with";
}
