import { replacesOf, requiresOf } from "../../go/modfile/lines-of-path.ts";
import { isSubmodule } from "../../workspace/gomod/is-submodule.ts";
import { isVendored } from "../../workspace/gomod/is-vendored.ts";
import { localTarget } from "../../workspace/gomod/local-target.ts";
import { isFixturePath } from "../../workspace/is-fixture-path.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "modules/replace-missing-target",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["modules-replace-missing-target"],
  summary:
    "A replacement leads to a folder that is not a module of this repository: builds of a fresh clone stop.",
  why: "A directory on the right side of => must hold a go.mod. What only one machine has is not in the clone of anybody else.",
  remedy: "Commit the folder with its go.mod, or drop the replacement.",
  reads: "module",

  *check(module, { workspace: { tree, workspaces } }) {
    const { mod, folder, file } = module;
    if (isVendored(module) || isFixturePath(file)) return;
    for (const { isLocal, oldPath, oldVersion, newPath, newPathSpan } of mod.replaces) {
      const target = isLocal ? localTarget(folder, newPath) : undefined;
      if (target?.kind !== "inside") continue;
      const modFile = target.folder === "" ? "go.mod" : `${target.folder}/go.mod`;
      const required = requiresOf(mod, oldPath).find(({ version }) => (oldVersion ?? version) === version);
      if (!required || tree.entry(modFile)) continue;
      // Somebody puts an ignored folder or a submodule there; links are not followed here.
      if (tree.isIgnored(modFile) || isSubmodule(tree, target.folder)) continue;
      if (hasLinkAbove(tree, target.folder)) continue;
      if (workspaces.some(({ work }) => replacesOf(work, oldPath).length > 0)) continue;
      const stop = tree.hasFolder(target.folder)
        ? `module ${newPath}: reading ${modFile}: no such file or directory`
        : `${oldPath}@${required.version}: replacement directory ${newPath} does not exist`;
      yield {
        at: { file, span: newPathSpan },
        message: `Builds that need ${oldPath} stop in a fresh clone: ${stop}`,
        evidence: [{ at: { file, span: required.span }, shows: `${oldPath} is required` }],
        cause: modFile,
      };
    }
  },
});

function hasLinkAbove(
  tree: { entry(path: string): { readonly linkTarget: string | undefined } | undefined },
  folder: string,
): boolean {
  const parts = folder.split("/");
  return parts.some((_, index) => tree.entry(parts.slice(0, index + 1).join("/"))?.linkTarget !== undefined);
}
