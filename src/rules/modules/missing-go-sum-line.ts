import { stoppedBuilds } from "../../site/stopped-builds.ts";
import { firstImport } from "../../workspace/gofiles/first-import.ts";
import { requirementsWithoutSum } from "../../workspace/gomod/requirements-without-sum.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "modules/missing-go-sum-line",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["modules-missing-go-sum-line"],
  summary: "A module that the code imports has no line in go.sum: builds stop.",
  why:
    "Outside of workspaces go builds only what go.sum has a hash for, and since Go 1.16 it adds none by itself unless -mod=mod is set. " +
    "go mod download exits 0 all the same, so the fault shows in the step after it.",
  remedy: "Run go mod tidy and commit go.sum.",
  reads: "module",

  *check(module, { workspace, sites }) {
    const { sum, file } = module;
    const missing = requirementsWithoutSum(module, workspace.workspaces);
    if (missing.length === 0) return;
    const mark = sum?.parsed.problems.find(({ kind }) => kind === "byte-order-mark");
    const { words, areElsewhere } = stoppedBuilds(module, sites);
    for (const { required, source } of missing) {
      const use = firstImport(module, required.path, workspace);
      if (!use) continue;
      yield {
        at: { file, span: required.span },
        message: `${words} stop, because ${sum ? `${sum.file} has no hash of ${source.path} ${source.version}` : "there is no go.sum"}: missing go.sum entry for module providing package ${use.path}`,
        evidence: [
          { at: use.at, shows: "this file imports the package" },
          ...(sum && mark ? [{ at: { file: sum.file, span: mark.span }, shows: mark.reason }] : []),
        ],
        ...(areElsewhere ? { harm: "S3" as const } : {}),
        cause: sum ? required.path : `${module.folder}: no go.sum`,
      };
    }
  },
});
