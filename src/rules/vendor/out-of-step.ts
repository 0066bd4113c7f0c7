import { checkVendorConsistency, type VendorCheck } from "../../go/vendor-consistency.ts";
import type { GoCommand } from "../../site/site.ts";
import { isVendored } from "../../workspace/gomod/is-vendored.ts";
import { workspaceMembers, workspacesUsing } from "../../workspace/gomod/workspace-members.ts";
import { defineRule, type RuleContext } from "../rule.ts";

/** A grown list tells no more than its beginning: one go mod vendor mends all of it. */
const mostPlaces = 20;

export default defineRule({
  id: "vendor/out-of-step",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["vendor-out-of-step"],
  summary: "vendor/modules.txt does not say what go.mod says: every vendored build stops.",
  why:
    "Before a vendored build go compares the requirements and replacements with vendor/modules.txt. A version that " +
    "was raised in go.mod alone stops it.",
  remedy: "Run go mod vendor (go work vendor in a workspace) and commit vendor/.",
  reads: "repository",

  *check(_, context) {
    for (const check of vendorChecks(context)) {
      const isMadeFirst = makesItFirst(check.vendor.file, context);
      for (const { text, at } of checkVendorConsistency(check).slice(0, mostPlaces)) {
        yield {
          at,
          message: isMadeFirst
            ? `Vendored builds of a plain checkout stop: inconsistent vendoring: ${text}; every place that builds makes or removes the folder first`
            : `Vendored builds stop: inconsistent vendoring: ${text}`,
          ...(isMadeFirst ? { harm: "S3" as const } : {}),
          cause: check.vendor.file,
        };
      }
    }
  },
});

/** Whether some place runs go with a vendor folder of its own, and none with the committed one. */
function makesItFirst(list: string, { workspace, sites }: RuleContext): boolean {
  const beside = [...workspace.modules, ...workspace.workspaces].find(
    ({ vendor }) => vendor?.modules?.file === list,
  );
  const own = sites.flatMap(({ commands }) =>
    commands.filter((command) => (command.workspace ?? command.module) === beside),
  );
  return own.some(({ mode }) => mode.vendorIsOfRun) && !own.some(readsCommitted);
}

function readsCommitted({ mode, failure }: GoCommand): boolean {
  return mode.value === "vendor" && !mode.vendorIsOfRun && failure.kind === "stops";
}

/** The vendor folders that go reads by itself, each with the files that it must agree with. */
function* vendorChecks({ workspace, sites }: RuleContext): Generator<VendorCheck> {
  const { tree, modules, workspaces } = workspace;
  for (const module of modules) {
    const vendor = module.vendor?.modules?.parsed;
    // vendor.mod beside go.mod: the folder belongs to -modfile=vendor.mod.
    const other = module.folder === "" ? "vendor.mod" : `${module.folder}/vendor.mod`;
    if (!vendor || !isVendored(module) || module.mod.problems.length > 0 || tree.entry(other)) continue;
    const isUsed =
      workspacesUsing(workspaces, module).length === 0 ||
      sites.some(({ commands }) =>
        commands.some(
          (command) => command.module === module && !command.workspace && command.mode.value === "vendor",
        ),
      );
    if (isUsed) yield { mains: [module.mod], vendor };
  }
  for (const { work, vendor, ...rest } of workspaces) {
    const members = workspaceMembers(modules, { work, vendor, ...rest }).map(({ mod }) => mod);
    const parsed = vendor?.modules?.parsed;
    const isWhole =
      members.length === work.uses.length && members.every(({ problems }) => problems.length === 0);
    if (parsed?.isWorkspace && isWhole) yield { mains: members, work, vendor: parsed };
  }
}
