import { isSubmodule } from "../../workspace/gomod/is-submodule.ts";
import { leavesRepository, localTarget } from "../../workspace/gomod/local-target.ts";
import { moduleFileAt } from "../../workspace/gomod/module-file-at.ts";
import { isFixturePath } from "../../workspace/is-fixture-path.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "modules/workspace-use-missing",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["modules-workspace-use-missing"],
  summary:
    "go.work uses a folder that is not a module of this repository: builds and tests of a fresh clone stop.",
  why: "go reads every module that go.work uses before it builds anything, whether or not it is needed.",
  remedy: "Commit the module, or drop the line with go work edit -dropuse=FOLDER (go work use stops at it).",
  reads: "workspace",

  *check({ work, folder, file }, { workspace: { tree } }) {
    if (isFixturePath(file)) return;
    for (const { path, pathSpan } of work.uses) {
      const target = localTarget(folder, path);
      const name = path.replace(/^\.\/(?=.)/, "");
      const modFile = target.kind === "inside" ? `${target.folder}/go.mod`.replace(/^\//, "") : undefined;
      // A fresh clone has the links, too: go opens go.mod through them.
      if (target.kind === "inside" && moduleFileAt(tree, target.folder) !== undefined) continue;
      if (modFile !== undefined && tree.isIgnored(modFile)) continue;
      if (
        target.kind === "inside" ? isSubmodule(tree, target.folder) : !leavesRepository(target, tree.prefix)
      )
        continue;
      const where =
        target.kind === "inside" ? `there is no ${modFile}` : "the folder is outside of the repository";
      yield {
        at: { file, span: pathSpan },
        message: `Builds and tests in a fresh clone stop, because ${where}: cannot load module ${name} listed in go.work file: open ${name}/go.mod: no such file or directory`,
        cause: `${file}: ${path}`,
      };
    }
  },
});
