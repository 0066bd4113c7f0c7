import { compareGoVersions } from "../../go/go-version.ts";
import { replacesOf, requiresOf } from "../../go/modfile/lines-of-path.ts";
import { compareModuleVersions } from "../../go/module-order.ts";
import { workspacesUsing } from "../../workspace/gomod/workspace-members.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "modules/ineffective-replace",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["modules-ineffective-replace"],
  summary:
    "A replacement names a version that is no longer built: the original code is in the binary, not the fork.",
  why:
    "A replacement with a version on its left side holds for that version only. When the requirement moves on, go " +
    "says nothing and builds the module itself.",
  remedy: "Name the required version on the left side, or drop the line.",
  reads: "module",

  *check(module, { workspace: { workspaces } }) {
    const { mod, file } = module;
    const listsAll = compareGoVersions(mod.go?.version ?? "1.16", "1.17") >= 0;
    const inWorkspace = workspacesUsing(workspaces, module).length > 0;
    for (const { oldPath, oldVersion, newPath, newVersion, span } of mod.replaces) {
      const [required] = requiresOf(mod, oldPath);
      if (oldVersion === undefined || !required || required.version === oldVersion) continue;
      const isAbove = compareModuleVersions(oldPath, required.version, oldVersion) > 0;
      // Below 1.17, and among the members of a workspace, a version above the required one may be selected.
      if (!isAbove && (!listsAll || inWorkspace)) continue;
      const others = replacesOf(mod, oldPath).filter((other) => other.span !== span);
      const built = others.find((other) => (other.oldVersion ?? required.version) === required.version);
      const right = newVersion === undefined ? newPath : `${newPath} ${newVersion}`;
      yield {
        at: { file, span },
        message: built
          ? `This line does nothing: it replaces ${oldPath} ${oldVersion}, and ${required.version} is required and replaced by another line`
          : `${right} is not built: the line replaces ${oldPath} ${oldVersion}, and ${required.version} is required`,
        outcome: "ineffective",
        evidence: [
          { at: { file, span: required.span }, shows: `${oldPath} ${required.version} is required` },
          ...(built ? [{ at: { file, span: built.span }, shows: "this replacement is in effect" }] : []),
        ],
        ...(built ? { harm: "S3" as const } : {}),
        cause: `${oldPath} ${oldVersion}`,
      };
    }
  },
});
