import { requiresOf } from "../../go/modfile/lines-of-path.ts";
import { compareModuleVersions } from "../../go/module-order.ts";
import { isZeroPseudoVersion } from "../../go/pseudo-version.ts";
import { hasComment } from "../../workspace/gomod/has-comment.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "modules/replace-downgrades",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["modules-replace-downgrades"],
  summary: "A replacement puts an older version of a module in the place of the one that go.mod requires.",
  why:
    "A require line is a minimum: some package asks for at least that version. The replacement builds an older one, " +
    "without the fixes in between, while who reads the require lines believes in the newer one.",
  remedy:
    "Drop the replacement. A comment beside it that gives the reason lowers this to S3; it is still reported.",
  reads: "module",

  *check({ mod, file }) {
    for (const replace of mod.replaces) {
      const { oldPath, oldVersion, newPath, newVersion, span } = replace;
      if (newVersion === undefined || newPath !== oldPath) continue;
      const [required] = requiresOf(mod, oldPath);
      if (!required || (oldVersion !== undefined && oldVersion !== required.version)) continue;
      // v0.0.0 stands for a module that only a replacement provides; any commit of it sorts below.
      if (required.version === "v0.0.0" || isZeroPseudoVersion(required.version)) continue;
      // A module that got a go.mod may have started to count again: the higher number is the older code.
      if (required.version.endsWith("+incompatible") && !newVersion.endsWith("+incompatible")) continue;
      if (compareModuleVersions(oldPath, newVersion, required.version) >= 0) continue;
      // A reason beside the line makes it a decision; what stays is the drift.
      const isExplained = hasComment(mod, span);
      yield {
        at: { file, span },
        message: `Builds use ${oldPath} ${newVersion}, although ${required.version} is required: the replacement goes back to an older version`,
        evidence: [
          { at: { file, span: required.span }, shows: `${oldPath} ${required.version} is required` },
        ],
        ...(isExplained
          ? {
              harm: "S3" as const,
              remedy:
                "Drop the replacement when the reason beside it no longer holds; until then this stays S3.",
            }
          : {}),
        cause: `${oldPath} ${newVersion}`,
      };
    }
  },
});
