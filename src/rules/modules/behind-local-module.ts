import { compareGoVersions } from "../../go/go-version.ts";
import { excludesOf, requiresOf } from "../../go/modfile/lines-of-path.ts";
import { compareModuleVersions } from "../../go/module-order.ts";
import { stoppedBuilds } from "../../site/stopped-builds.ts";
import type { Place } from "../../text/span.ts";
import { firstImport } from "../../workspace/gofiles/first-import.ts";
import { isVendored } from "../../workspace/gomod/is-vendored.ts";
import { localTarget } from "../../workspace/gomod/local-target.ts";
import type { GoModule } from "../../workspace/gomod/model.ts";
import { workspacesUsing } from "../../workspace/gomod/workspace-members.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "modules/behind-local-module",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["modules-behind-local-module"],
  summary:
    "A module asks for less than another module of the repository that it is built with: its builds stop.",
  why:
    "A directory replacement brings that module's go.mod as it is now. When its go line or one of its requirements " +
    "has been raised, go wants to raise it here too, and a build may not write go.mod.",
  remedy: "Run go mod tidy in this module.",
  reads: "module",

  *check(module, { workspace, sites }) {
    const { mod, folder, file } = module;
    const { modules, workspaces } = workspace;
    if (!mod.go || mod.problems.length > 0) return;
    if (isVendored(module) || workspacesUsing(workspaces, module).length > 0) return;
    for (const { isLocal, oldPath, oldVersion, newPath } of mod.replaces) {
      const target = isLocal ? localTarget(folder, newPath) : undefined;
      const local = modules.find((other) => target?.kind === "inside" && other.folder === target.folder);
      const [required] = requiresOf(mod, oldPath);
      if (!local || local === module || !required || (oldVersion ?? required.version) !== required.version)
        continue;
      const higher = [...whatIsHigher(module, local)];
      if (higher.length === 0) continue;
      // From 1.17 on go need not load what a module requires from which nothing is imported.
      const use = firstImport(module, oldPath, workspace);
      if (!use && compareGoVersions(mod.go.version, "1.17") >= 0) continue;
      const { words, areElsewhere } = stoppedBuilds(module, sites);
      for (const { name, here, there } of higher) {
        yield {
          at: here.at,
          message: `${words.replace(/^Builds/, `Builds of ${file}`)} stop: updates to go.mod needed, because it has ${name} ${here.version} and ${local.file}, which replaces ${oldPath}, has ${there.version}`,
          evidence: [
            { at: there.at, shows: `${name} ${there.version}` },
            ...(use ? [{ at: use.at, shows: `this file imports ${use.path}` }] : []),
          ],
          ...(areElsewhere ? { harm: "S3" as const } : {}),
          cause: file,
        };
      }
    }
  },
});

interface Wanted {
  readonly version: string;
  readonly at: Place;
}

/** The go line and the requirements of a local module that are above those of the module that uses it. */
function* whatIsHigher(
  { mod, file }: GoModule,
  local: GoModule,
): Generator<{ readonly name: string; readonly here: Wanted; readonly there: Wanted }> {
  const [own, other] = [mod.go, local.mod.go];
  // Go lines below 1.21 are advice.
  if (
    own &&
    other &&
    compareGoVersions(other.version, "1.21") >= 0 &&
    compareGoVersions(other.version, own.version) > 0
  ) {
    yield {
      name: "go",
      here: { version: own.version, at: { file, span: own.span } },
      there: { version: other.version, at: { file: local.file, span: other.span } },
    };
  }
  for (const { path, version, span } of local.mod.requires) {
    const [here] = requiresOf(mod, path);
    if (!here || compareModuleVersions(path, version, here.version) <= 0) continue;
    if (excludesOf(mod, path).some((line) => line.version === version)) continue;
    yield {
      name: path,
      here: { version: here.version, at: { file, span: here.span } },
      there: { version, at: { file: local.file, span } },
    };
  }
}
