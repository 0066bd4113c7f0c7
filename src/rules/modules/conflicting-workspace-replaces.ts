import type { Replace } from "../../go/modfile/model.ts";
import type { GoModule } from "../../workspace/gomod/model.ts";
import { workspaceMembers } from "../../workspace/gomod/workspace-members.ts";
import { defineRule } from "../rule.ts";
import { rightSide, writtenSide } from "./_right-side.ts";

export default defineRule({
  id: "modules/conflicting-workspace-replaces",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["modules-conflicting-workspace-replaces"],
  summary:
    "Two modules of a workspace replace one module differently: builds and tests in that workspace stop.",
  why:
    "In a workspace the replace lines of all used modules hold together. Where two of them disagree go does not " +
    "choose, unless go.work itself has a replacement.",
  remedy: "Make the lines equal, or add the replacement to go.work.",
  reads: "workspace",

  *check(workspace, { workspace: { modules } }) {
    const first = new Map<string, { readonly module: GoModule; readonly replace: Replace }>();
    for (const module of workspaceMembers(modules, workspace)) {
      for (const replace of module.mod.replaces) {
        const { oldPath, oldVersion = "", span } = replace;
        const isOverridden = workspace.work.replaces.some(
          (line) => line.oldPath === oldPath && (line.oldVersion ?? oldVersion) === oldVersion,
        );
        if (isOverridden) continue;
        const key = `${oldPath}@${oldVersion}`;
        const before = first.get(key);
        if (!before) first.set(key, { module, replace });
        if (!before || rightSide(before.module, before.replace) === rightSide(module, replace)) continue;
        yield {
          at: { file: module.file, span },
          message: `Builds and tests in the workspace of ${workspace.file} stop: conflicting replacements for ${oldPath}: ${before.module.file} has ${writtenSide(before.replace)}, ${module.file} has ${writtenSide(replace)}`,
          evidence: [
            { at: { file: before.module.file, span: before.replace.span }, shows: "the other replacement" },
          ],
          cause: `${workspace.file}: ${oldPath}`,
        };
      }
    }
  },
});
