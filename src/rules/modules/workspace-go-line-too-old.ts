import { workGoLineProblem } from "../../go/work-go-line.ts";
import { localTarget } from "../../workspace/gomod/local-target.ts";
import { moduleFileAt } from "../../workspace/gomod/module-file-at.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "modules/workspace-go-line-too-old",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["modules-workspace-go-line-too-old"],
  summary:
    "A module of a workspace wants a newer Go than go.work says: builds and tests in that workspace stop.",
  why:
    "The go line of go.work must not be below that of a module it uses; go 1.21 and newer check it for modules whose go line " +
    "is 1.21 or more. GOTOOLCHAIN does not help: " +
    "go chooses its toolchain by go.work alone.",
  remedy: "Run go work use, which raises the go line of go.work.",
  reads: "workspace",

  *check({ work, folder, file }, { workspace: { modules, tree } }) {
    for (const { path } of work.uses) {
      const target = localTarget(folder, path);
      const opened = target.kind === "inside" ? moduleFileAt(tree, target.folder) : undefined;
      const module = modules.find((other) => other.file === opened);
      const problem = workGoLineProblem({
        workGoLine: work.go?.version,
        member: path.replace(/^\.\/(?=.)/, ""),
        memberGoLine: module?.mod.go?.version,
      });
      if (!problem || !module?.mod.go) continue;
      yield {
        at: { file, span: work.go?.span ?? { start: 0, end: 0 } },
        message: `Builds and tests in this workspace stop: ${problem.reason}`,
        evidence: [
          { at: { file: module.file, span: module.mod.go.span }, shows: "the go line of the module" },
        ],
        cause: file,
      };
    }
  },
});
