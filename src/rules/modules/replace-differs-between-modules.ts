import { replacesOf, requiresOf } from "../../go/modfile/lines-of-path.ts";
import type { Replace } from "../../go/modfile/model.ts";
import { localTarget } from "../../workspace/gomod/local-target.ts";
import type { GoModule } from "../../workspace/gomod/model.ts";
import { defineRule } from "../rule.ts";
import { rightSide, writtenSide } from "./_right-side.ts";

export default defineRule({
  id: "modules/replace-differs-between-modules",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["modules-replace-differs-between-modules"],
  summary:
    "A module builds another module of the repository with different replaced code than that one is tested with.",
  why:
    "Replace lines of a dependency are ignored: only those of the module being built hold. Code that is tested with " +
    "its own replacement is then shipped with another one, and both builds are green.",
  remedy: "Give both modules the same replacement.",
  reads: "module",

  *check(module, { workspace: { modules } }) {
    const { mod, folder, file } = module;
    for (const { isLocal, oldPath, newPath } of mod.replaces) {
      const target = isLocal ? localTarget(folder, newPath) : undefined;
      const library = modules.find((other) => target?.kind === "inside" && other.folder === target.folder);
      if (!library || library === module || requiresOf(mod, oldPath).length === 0) continue;
      for (const [own, theirs] of differences(module, library)) {
        yield {
          at: { file, span: own.span },
          message: `${library.folder || "The root module"} is tested with ${writtenSide(theirs)} in place of ${own.oldPath} (${library.file}), and built here with ${writtenSide(own)}`,
          evidence: [{ at: { file: library.file, span: theirs.span }, shows: "the other replacement" }],
          cause: `${own.oldPath}: ${writtenSide(own)}, ${writtenSide(theirs)}`,
        };
      }
    }
  },
});

/** Pairs of lines that replace one required module, wholly or in the version both require, by different code. */
function* differences(a: GoModule, b: GoModule): Generator<readonly [Replace, Replace]> {
  for (const own of a.mod.replaces) {
    const theirs = replacesOf(b.mod, own.oldPath).find(({ oldVersion }) => oldVersion === own.oldVersion);
    if (!theirs || !isInEffect(a, own) || !isInEffect(b, theirs)) continue;
    if (rightSide(a, own) !== rightSide(b, theirs)) yield [own, theirs];
  }
}

function isInEffect({ mod }: GoModule, { oldPath, oldVersion }: Replace): boolean {
  return requiresOf(mod, oldPath).some(({ version }) => (oldVersion ?? version) === version);
}
