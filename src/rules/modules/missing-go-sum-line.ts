import { compareGoVersions } from "../../go/go-version.ts";
import { replacesOf } from "../../go/modfile/lines-of-path.ts";
import { indexSumLines } from "../../go/sumfile.ts";
import { stoppedBuilds } from "../../site/stopped-builds.ts";
import { firstImport } from "../../workspace/gofiles/first-import.ts";
import { isVendored } from "../../workspace/gomod/is-vendored.ts";
import type { GoModule } from "../../workspace/gomod/model.ts";
import { workspacesUsing } from "../../workspace/gomod/workspace-members.ts";
import { isFixturePath } from "../../workspace/is-fixture-path.ts";
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
    const { mod, sum, file } = module;
    // Below 1.17 a higher version than the required one may be selected; in workspaces other files hold sums too.
    if (
      !mod.go ||
      isFixturePath(file) ||
      compareGoVersions(mod.go.version, "1.17") < 0 ||
      mod.problems.length > 0
    )
      return;
    if (isVendored(module) || sum?.isUnreadable || workspacesUsing(workspace.workspaces, module).length > 0)
      return;
    const hashes = indexSumLines(sum?.parsed.lines ?? []);
    const missing = mod.requires.flatMap((required) => {
      const source = sourceOf(module, required);
      return !source || hashes.has(`${source.path} ${source.version}`) ? [] : [{ required, source }];
    });
    if (missing.length === 0) return;
    const { words, areElsewhere } = stoppedBuilds(module, sites);
    for (const { required, source } of missing) {
      const use = firstImport(module, required.path, workspace);
      if (!use) continue;
      yield {
        at: { file, span: required.span },
        message: `${words} stop, because ${sum ? `${sum.file} has no hash of ${source.path} ${source.version}` : "there is no go.sum"}: missing go.sum entry for module providing package ${use.path}`,
        evidence: [{ at: use.at, shows: "this file imports the package" }],
        ...(areElsewhere ? { harm: "S3" as const } : {}),
        cause: sum ? required.path : `${module.folder}: no go.sum`,
      };
    }
  },
});

/** The module whose zip is built for a requirement; undefined for a directory. */
function sourceOf(
  { mod }: GoModule,
  required: { readonly path: string; readonly version: string },
): { readonly path: string; readonly version: string } | undefined {
  const lines = replacesOf(mod, required.path);
  const replace =
    lines.find(({ oldVersion }) => oldVersion === required.version) ??
    lines.find(({ oldVersion }) => oldVersion === undefined);
  if (!replace) return required;
  return replace.newVersion === undefined
    ? undefined
    : { path: replace.newPath, version: replace.newVersion };
}
