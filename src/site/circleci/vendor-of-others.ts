import type { CircleciConfig, CircleciJob } from "../../workspace/circleci/model.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import type { VendorChange } from "../changes-of-vendor.ts";

/** Vendor folders that a cache or a workspace, filled by any job or run, may bring to a job. */
export function vendorOfOthers(
  job: CircleciJob,
  { file, jobs }: CircleciConfig,
  workspace: Workspace,
): readonly VendorChange[] {
  return pairs.flatMap(([keeps, brings]) => {
    const step = job.steps.find(({ uses }) => uses?.name === brings);
    const isKept = jobs.some(({ steps }) =>
      steps.some(({ uses }) => {
        if (uses?.name !== keeps) return false;
        const text = workspace.source(file)?.text.slice(uses.span.start, uses.span.end) ?? "";
        return /^\s*-\s+["']?(?:\S*\/)?vendor\/?["']?\s*$/m.test(text);
      }),
    );
    if (!step?.uses || !isKept) return [];
    const reason = { text: `${brings} may bring the vendor folder`, at: { file, span: step.uses.span } };
    return [{ folder: undefined, effect: "made", isSure: false, reason }];
  });
}

const pairs = [
  ["save_cache", "restore_cache"],
  ["persist_to_workspace", "attach_workspace"],
] as const;
