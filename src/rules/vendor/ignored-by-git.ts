import { ignoringLine } from "../../workspace/settings/ignoring-line.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "vendor/ignored-by-git",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["vendor-ignored-by-git"],
  summary:
    "vendor/ is committed and ignored at once: files that the next go mod vendor adds stay out of the commit.",
  why:
    "git keeps following the files it knows and hides new ones. modules.txt is committed with the new package in it, " +
    "the package is not unless somebody adds it by force: the build is green where go mod vendor ran and stops in a clone.",
  remedy: "Take vendor/ out of the ignore rules, or stop committing it.",
  reads: "repository",

  *check(_, { workspace: { modules, workspaces, gitignores, tree } }) {
    for (const { vendor } of [...modules, ...workspaces]) {
      if (!vendor?.modules || !vendor.isIgnored || tree.isTracked(vendor.modules.file) === false) continue;
      const { file } = vendor.modules;
      const line = ignoringLine(gitignores, file);
      yield {
        at: line?.at ?? { file, span: { start: 0, end: 0 } },
        message: `New packages in ${vendor.folder} are not committed, because ${line ? `"${line.pattern}"` : "an ignore rule"} hides them, while ${file} is: a clone stops with cannot find module providing package: import lookup disabled by -mod=vendor`,
        evidence: [{ at: { file, span: { start: 0, end: 0 } }, shows: "this file is committed" }],
        cause: vendor.folder,
      };
    }
  },
});
