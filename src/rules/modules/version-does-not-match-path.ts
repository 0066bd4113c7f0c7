import type { ModFile, Replace } from "../../go/modfile/model.ts";
import type { ModProblem } from "../../go/modfile/syntax.ts";
import { checkPathMajor, splitPathMajor } from "../../go/module-path.ts";
import type { Span } from "../../text/span.ts";
import { isFixturePath } from "../../workspace/is-fixture-path.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "modules/version-does-not-match-path",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["modules-version-does-not-match-path"],
  summary: "A version does not fit the major version in its module path: go refuses the whole go.mod.",
  why:
    "From v2 on the major version is part of the module path. v2.0.0 of a path without /v2 exists only as " +
    "v2.0.0+incompatible, and only where the repository has no go.mod. A module retracts versions of its own path only.",
  remedy:
    "Write the path with its major version, and change the imports with it; where the repository has no go.mod at that " +
    "version, add +incompatible to the version.",
  reads: "repository",

  *check(_, { workspace: { modules, workspaces } }) {
    const files: readonly {
      file: string;
      problems: readonly ModProblem[];
      replaces: readonly Replace[];
      mod?: ModFile;
    }[] = [
      ...modules.map(({ file, mod }) => ({ file, problems: mod.problems, replaces: mod.replaces, mod })),
      ...workspaces.map(({ file, work }) => ({ file, problems: work.problems, replaces: work.replaces })),
    ];
    for (const { file, problems, replaces, mod } of files) {
      if (isFixturePath(file)) continue;
      const refused: { span: Span; reason: string }[] = problems
        .filter(({ reason }) => / invalid: should be .+, not v\d+$/.test(reason))
        .map(({ span, reason }) => ({ span, reason }));
      for (const { newPath, newVersion, newPathSpan } of replaces) {
        const major = newVersion === undefined ? undefined : splitPathMajor(newPath)?.pathMajor;
        const mismatch =
          newVersion !== undefined && major !== undefined ? checkPathMajor(newVersion, major) : undefined;
        if (mismatch) refused.push({ span: newPathSpan, reason: `replace ${newPath}: ${mismatch}` });
      }
      if (mod) refused.push(...foreignRetractions(mod));
      for (const { span, reason } of refused) {
        yield {
          at: { file, span },
          message: `Every go command that reads this file stops: ${reason}`,
          cause: reason,
        };
      }
    }
  },
});

/** Retracted versions that cannot be of this module; go looks at them only where it builds the module. */
function foreignRetractions({ module, retracts }: ModFile): { span: Span; reason: string }[] {
  const major = module && splitPathMajor(module.path)?.pathMajor;
  if (!module || major === undefined) return [];
  return retracts.flatMap(({ low, high, span }) => {
    const mismatch = checkPathMajor(low, major) ?? checkPathMajor(high, major);
    return mismatch ? [{ span, reason: `retract ${module.path}: ${mismatch}` }] : [];
  });
}
