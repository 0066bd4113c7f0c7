import { compareGoVersions } from "../../go/go-version.ts";
import { createReplacementLookup } from "../../go/main-replacement.ts";
import type { Require } from "../../go/modfile/model.ts";
import { indexSumLines } from "../../go/sumfile.ts";
import { isFixturePath } from "../is-fixture-path.ts";
import { isVendored } from "./is-vendored.ts";
import type { GoModule, GoWorkspace } from "./model.ts";
import { workspacesUsing } from "./workspace-members.ts";

/** A requirement, and the module whose zip is built for it. */
export interface RequirementWithoutSum {
  readonly required: Require;
  readonly source: { readonly path: string; readonly version: string };
}

/**
 * Requirements whose zip go.sum has no hash of. A build stops at them when its code imports the module, which is not
 * looked at here. Empty where more than this go.mod and this go.sum decide, or where go asks no go.sum.
 */
export function requirementsWithoutSum(
  module: GoModule,
  workspaces: readonly GoWorkspace[],
): readonly RequirementWithoutSum[] {
  const { mod, sum, file } = module;
  // Below 1.17 a higher version than the required one may be selected; in workspaces other files hold sums too.
  if (!mod.go || compareGoVersions(mod.go.version, "1.17") < 0 || mod.problems.length > 0) return [];
  if (isFixturePath(file) || isVendored(module) || sum?.isUnreadable) return [];
  if (workspacesUsing(workspaces, module).length > 0) return [];
  // go passes over hashes of other algorithms.
  const hashes = indexSumLines((sum?.parsed.lines ?? []).filter(({ hash }) => hash.startsWith("h1:")));
  const replacementOf = createReplacementLookup([mod], undefined);
  return mod.requires.flatMap((required) => {
    const { path, version = undefined } = replacementOf(required.path, required.version) ?? required;
    // A directory has no hash.
    if (version === undefined || hashes.has(`${path} ${version}`)) return [];
    return [{ required, source: { path, version } }];
  });
}
