import { isVendored } from "../../workspace/gomod/is-vendored.ts";
import type { VendorFolder } from "../../workspace/gomod/model.ts";
import { ignoringLine } from "../../workspace/settings/ignoring-line.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "vendor/missing-package",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["vendor-missing-package"],
  summary:
    "vendor/modules.txt lists a package whose files are not in the repository: vendored builds that need it stop.",
  why:
    "Ignore patterns such as build/, bin/ or *.pb.go also hold inside vendor/. The files are there where go mod vendor " +
    "ran, and not in a clone. go compares modules.txt with go.mod, not with the files.",
  remedy:
    "Add `!/vendor/**` to .gitignore, run go mod vendor and commit vendor/; files that a .gitignore inside vendor/ hides need " +
    "git add -f.",
  reads: "repository",

  *check(_, { workspace: { modules, workspaces, gitignores, tree } }) {
    const folders: readonly (VendorFolder | undefined)[] = [
      ...modules.map((module) => (isVendored(module) ? module.vendor : undefined)),
      ...workspaces.map(({ vendor }) => (vendor?.modules?.parsed.isWorkspace ? vendor : undefined)),
    ];
    for (const vendor of folders) {
      // With the whole folder ignored nothing is expected in the repository.
      if (!vendor?.modules || (vendor.isIgnored && tree.isTracked(vendor.modules.file) !== true)) continue;
      const { file, parsed } = vendor.modules;
      for (const { path, span } of parsed.modules.flatMap(({ packages }) => packages)) {
        const folder = `${vendor.folder}/${path}`;
        if (tree.hasFolder(folder) && tree.list(folder).some((name) => /\.go$/.test(name))) continue;
        if (tree.entry(folder)?.linkTarget !== undefined) continue;
        const line = ignoringLine(gitignores, `${folder}/x.go`);
        yield {
          at: line?.at ?? { file, span },
          message: `Vendored builds that need ${path} stop in a clone: ${folder} holds no Go file${line ? `, because "${line.pattern}" keeps it out of git` : ""}: cannot find module providing package ${path}: import lookup disabled by -mod=vendor`,
          evidence: [{ at: { file, span }, shows: "the package is listed as vendored" }],
          cause: line ? `${line.at.file}: ${line.pattern}` : vendor.folder,
        };
      }
    }
  },
});
