import { requiresOf } from "../../go/modfile/lines-of-path.ts";
import { stoppedBuilds } from "../../site/stopped-builds.ts";
import { workspacesUsing } from "../../workspace/gomod/workspace-members.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "modules/excluded-requirement",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["modules-excluded-requirement"],
  summary:
    "go.mod requires a version and excludes it: builds stop, and go mod tidy may jump to the latest version.",
  why:
    "An excluded version is dropped from the requirements. A build may not write go.mod (-mod=mod apart) and stops; go mod " +
    "tidy finds the import again without a requirement and takes the latest version, not the next one. In a workspace the " +
    "requirement is dropped without that stop.",
  remedy: "Require the version that is wanted in its place with go get.",
  reads: "module",

  *check(module, { workspace: { workspaces }, sites }) {
    const { mod, file } = module;
    if (mod.excludes.length === 0) return;
    // In a workspace the requirement is dropped without a word; only without go.work does the build stop.
    const isMember = workspacesUsing(workspaces, module).length > 0;
    const { words, areElsewhere } = stoppedBuilds(module, sites);
    for (const { path, version, span } of mod.excludes) {
      const required = requiresOf(mod, path).find((line) => line.version === version);
      if (!required) continue;
      yield {
        at: { file, span: required.span },
        message: `${isMember ? "Builds without go.work" : words} stop, because ${path} ${version} is required and excluded: updates to go.mod needed`,
        evidence: [{ at: { file, span }, shows: "this line excludes the version" }],
        ...(isMember || areElsewhere ? { harm: "S3" as const } : {}),
        cause: `${path} ${version}`,
      };
    }
  },
});
