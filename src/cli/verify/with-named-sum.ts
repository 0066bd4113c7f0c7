import { relative, resolve } from "node:path";
import { parseGoflags } from "../../go/goflags.ts";
import type { ModuleWorkspace } from "../../workspace/read-module-workspace.ts";
import { readIgnoredSum } from "./with-ignored-files.ts";

/** Adds the go.sum file that stands beside the -modfile of GOFLAGS, wherever that lies. */
export function withNamedSum(
  workspace: ModuleWorkspace,
  root: string,
  { goflags, folder }: { readonly goflags: string; readonly folder: string },
): ModuleWorkspace {
  const named = parseGoflags(goflags).words.findLast(({ name }) => name === "modfile")?.value;
  if (named === undefined || !named.endsWith(".mod")) return workspace;
  const file = relative(root, resolve(folder, named)).replace(/mod$/, "sum");
  const { modules, workspaces, otherSums } = workspace;
  const known = [...modules, ...workspaces].flatMap(({ sum }) => sum?.file ?? []);
  if ([...known, ...otherSums.map((sum) => sum.file)].includes(file)) return workspace;
  const sum = readIgnoredSum(root, file);
  if (!sum) return workspace;
  return {
    modules,
    workspaces,
    otherSums: [...otherSums, sum],
    otherVendors: workspace.otherVendors,
    unknowns: workspace.unknowns,
    // They are read only when somebody asks.
    get goFiles() {
      return workspace.goFiles;
    },
    source: workspace.source,
  };
}
