import type { Replace } from "../../go/modfile/model.ts";
import { leavesRepository, localTarget } from "../../workspace/gomod/local-target.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "modules/replace-outside-repository",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["modules-replace-outside-repository"],
  summary: "A replacement leads out of the repository: no commit and no checksum says what is built.",
  why:
    "A directory replacement is never hashed: go.sum says nothing about it. Inside the repository the commit decides " +
    "its content; outside every machine builds what happens to lie there, or stops because nothing does.",
  remedy: "Replace by a version of the fork, or keep the code in this repository.",
  reads: "repository",

  *check(_, { workspace: { tree, modules, workspaces } }) {
    const owners: readonly { folder: string; file: string; replaces: readonly Replace[] }[] = [
      ...modules.map(({ folder, file, mod }) => ({ folder, file, replaces: mod.replaces })),
      ...workspaces.map(({ folder, file, work }) => ({ folder, file, replaces: work.replaces })),
    ];
    for (const { folder, file, replaces } of owners) {
      for (const { isLocal, oldPath, newPath, newPathSpan } of replaces) {
        const target = isLocal ? localTarget(folder, newPath) : undefined;
        if (!target || !leavesRepository(target, tree.prefix)) continue;
        const where = target.kind === "absolute" ? "is an absolute path" : "leaves the repository";
        yield {
          at: { file, span: newPathSpan },
          message: `${oldPath} is built from whatever lies at ${newPath} on the machine: the path ${where}, and go.sum covers no directory`,
          cause: newPath,
        };
      }
    }
  },
});
