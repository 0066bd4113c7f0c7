import { minorOfGoVersion } from "../../go/minor-version.ts";
import { golangciBuiltWith } from "../../site/knowledge/golangci.ts";
import { releasedGolangci } from "../../site/released-golangci.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "tools/golangci-older-than-module",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: [],
  summary: "The pinned golangci-lint was built by an older Go than the module asks for: it refuses to run.",
  why:
    "golangci-lint type-checks with the compiler it was built by, and stops when the go line is newer. Raising the go " +
    "line therefore means raising the linter as well.",
  remedy: "Pin a golangci-lint that supports the go line.",
  reads: "site",

  *check(site, { workspace }) {
    for (const event of site.events) {
      const pin = releasedGolangci(event, site, workspace);
      const built = pin && golangciBuiltWith(pin.version);
      if (!pin || built === undefined) continue;
      const module = workspace.modules.find(({ folder }) => folder === pin.folder);
      const go = module?.mod.go;
      const wanted = go && minorOfGoVersion(go.version);
      if (!module || !go || wanted === undefined || wanted <= built || isTargetSet(workspace)) continue;
      yield {
        at: pin.at,
        message: `golangci-lint ${pin.version} was built by Go 1.${built}; ${module.file} wants ${go.version}, and it stops: the Go language version (go1.${built}) used to build golangci-lint is lower than the targeted Go version (${go.version})`,
        evidence: [{ at: { file: module.file, span: go.span }, shows: `the module wants go ${go.version}` }],
        cause: `golangci-lint ${pin.version} < go ${go.version}`,
      };
    }
  },
});

/** `run.go` in the linter's own settings, or a workspace, decides instead of the go line. */
function isTargetSet({ golangci, workspaces }: Workspace): boolean {
  return workspaces.some(({ folder }) => folder === "") || golangci.some(({ go }) => go !== undefined);
}
