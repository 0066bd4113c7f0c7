import { toolchainLineProblem } from "../../go/toolchain-line.ts";
import { stoppedBuilds } from "../../site/stopped-builds.ts";
import { workspacesUsing } from "../../workspace/gomod/workspace-members.ts";
import { deleteLine, fixOf, withLineAbove } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "modules/redundant-toolchain-line",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["modules-redundant-toolchain-line"],
  summary: "A toolchain line says nothing beside the go line: go wants to drop it, and every build stops.",
  why:
    "go itself never writes such a line. A build may not change go.mod (-mod=mod apart), so it stops with `updates to go.mod " +
    "needed` in every version since 1.21, with and without a vendor folder.",
  remedy: "Delete the toolchain line, as go mod tidy does.",
  reads: "module",

  *check(module, { workspace, sites }) {
    const { mod, file } = module;
    const line = mod.toolchain;
    const problem = toolchainLineProblem({ goLine: mod.go?.version, toolchainLine: line?.name });
    if (!line || !problem || workspacesUsing(workspace.workspaces, module).length > 0) return;
    const { words, areElsewhere } = stoppedBuilds(module, sites);
    const edit = deleteLine(workspace, { at: { file, span: line.span }, shape: /^\s*toolchain\s+\S+\s*$/ });
    // A misspelt name was meant to say something.
    const isSafe = line.name === "default" || line.name === `go${mod.go?.version}`;
    yield {
      at: { file, span: line.span },
      message: `${words} stop: updates to go.mod needed. ${problem.reason}`,
      evidence: mod.go ? [{ at: { file, span: mod.go.span }, shows: "the go line" }] : [],
      ...fixOf(edit && withLineAbove(workspace, edit), { title: "Delete the toolchain line", isSafe }),
      ...(areElsewhere ? { harm: "S3" as const } : {}),
      cause: file,
    };
  },
});
