import { replacesOf } from "../../go/modfile/lines-of-path.ts";
import { isZeroPseudoVersion } from "../../go/pseudo-version.ts";
import { isVendored } from "../../workspace/gomod/is-vendored.ts";
import { workspaceMembers, workspacesUsing } from "../../workspace/gomod/workspace-members.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "modules/zero-pseudo-version",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["modules-zero-pseudo-version"],
  summary:
    "A requirement names the version that go writes for a replaced module, and nothing replaces it: no such version exists.",
  why:
    "go mod tidy writes v0.0.0-00010101000000-000000000000 for a module that only a replacement provides. Without the " +
    "replacement go asks for a commit of twelve zeros. go.sum can have no line for it, so a build stops there first.",
  remedy:
    "Drop the line with go mod edit -droprequire and require a published version with go get, or put the replacement back. " +
    "go get alone stops at the line.",
  reads: "module",

  *check(module, { workspace: { modules, workspaces } }) {
    if (isVendored(module)) return;
    const used = workspacesUsing(workspaces, module);
    const inReach = new Set([
      ...used.flatMap((workspace) => workspaceMembers(modules, workspace).map(({ mod }) => mod.module?.path)),
      ...used.flatMap(({ work }) => work.replaces.map(({ oldPath }) => oldPath)),
    ]);
    const { mod, file } = module;
    for (const { path, version, span } of mod.requires) {
      if (!isZeroPseudoVersion(version) || inReach.has(path)) continue;
      const isReplaced = replacesOf(mod, path).some(({ oldVersion }) => (oldVersion ?? version) === version);
      if (isReplaced) continue;
      yield {
        at: { file, span },
        message: `Nothing replaces ${path}, and this version exists nowhere: builds that import it stop with missing go.sum entry, go mod tidy and go mod download with ${path}@${version}: invalid version: unknown revision 000000000000`,
        remedy: `Drop the line (go mod edit -droprequire=${path}) and run go get ${path}@VERSION, or put the replacement back; go get alone stops at this line`,
        cause: path,
      };
    }
  },
});
