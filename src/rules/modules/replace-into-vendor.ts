import type { Replace } from "../../go/modfile/model.ts";
import { localTarget } from "../../workspace/gomod/local-target.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "modules/replace-into-vendor",
  status: "preview",
  since: "0.1.0",
  harm: "S0",
  proof: ["modules-replace-into-vendor"],
  summary: "A replacement that lies inside vendor/ is deleted by the next go mod vendor.",
  why:
    "go mod vendor, and go work vendor from Go 1.22 on, first remove the whole vendor folder and only then look at the replacements. " +
    "A replacement inside it is refused when it is already gone.",
  remedy: "Move the code out of vendor/, for example to third_party/, and change the replacement.",
  reads: "repository",

  *check(_, { workspace }) {
    const { tree, modules, workspaces } = workspace;
    const owners: readonly {
      folder: string;
      file: string;
      replaces: readonly Replace[];
      command: string;
    }[] = [
      ...modules.map(({ folder, file, mod }) => ({
        folder,
        file,
        replaces: mod.replaces,
        command: "go mod vendor",
      })),
      ...workspaces.map(({ folder, file, work }) => ({
        folder,
        file,
        replaces: work.replaces,
        command: "go work vendor",
      })),
    ];
    for (const { folder, file, replaces, command } of owners) {
      const vendor = folder === "" ? "vendor" : `${folder}/vendor`;
      for (const { isLocal, oldPath, newPath, newPathSpan } of replaces) {
        const target = isLocal ? localTarget(folder, newPath) : undefined;
        if (target?.kind !== "inside" || !`${target.folder}/`.startsWith(`${vendor}/`)) continue;
        if (!tree.hasFolder(target.folder)) continue;
        yield {
          at: { file, span: newPathSpan },
          message: `The next "${command}" deletes the replacement of ${oldPath}: it removes ${vendor} first and then stops: replacement path ${newPath} inside vendor directory`,
          remedy: `Move ${target.folder} out of ${vendor}, for example to third_party/, and change this line`,
          cause: target.folder,
        };
      }
    }
  },
});
