import { minorOfGoVersion } from "../go/minor-version.ts";
import { golangciBuiltWith } from "../site/knowledge/golangci.ts";
import type { GoModule } from "../workspace/gomod/model.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { InstalledTool, Tool, ToolFinding } from "./model.ts";

/** Released golangci-lints that were built by an older Go than the module in the root wants. */
export function findOldLinters({ name, places }: Tool, workspace: Workspace): readonly ToolFinding[] {
  if (name !== "golangci-lint" || isTargetSet(workspace)) return [];
  const module = workspace.modules.find(({ folder }) => folder === "");
  return places.flatMap((place) => {
    const built = place.isReleased ? golangciBuiltWith(place.declared) : undefined;
    const refusal = module && built !== undefined ? refusalOf(module, built) : undefined;
    if (!module || built === undefined || refusal === undefined) return [];
    return [
      {
        kind: "built-with-older-go" as const,
        tool: name,
        at: place.at,
        harm: place.reach === "developer" ? "S3" : "S2",
        message: `golangci-lint ${place.declared} was built by Go 1.${built}: ${refusal}`,
        remedy: "Pin a golangci-lint that was built by the Go that the module wants, or a newer one.",
        also: goLineOf(module),
      } satisfies ToolFinding,
    ];
  });
}

/** The same of an executable on this machine. */
export function findOldInstalled(
  tool: Tool,
  installed: InstalledTool,
  workspace: Workspace,
): readonly ToolFinding[] {
  const built = minorOfGoVersion(installed.go.replace(/^go/, ""));
  const module = workspace.modules.find(({ folder }) => folder === "");
  if (tool.name !== "golangci-lint" || built === undefined || !module || isTargetSet(workspace)) return [];
  const refusal = refusalOf(module, built);
  const [at] = goLineOf(module);
  if (refusal === undefined || !at) return [];
  return [
    {
      kind: "built-with-older-go",
      tool: tool.name,
      at,
      harm: "S3",
      message: `${installed.path} (${installed.version}) was built by ${installed.go}: ${refusal}`,
      remedy: "Install a golangci-lint that was built by the Go that the module wants, or a newer one.",
      also: [],
    },
  ];
}

function refusalOf({ mod, file }: GoModule, built: number): string | undefined {
  const wanted = mod.go && minorOfGoVersion(mod.go.version);
  if (!mod.go || wanted === undefined || wanted <= built) return undefined;
  return `${file} wants ${mod.go.version}, and it stops: the Go language version (go1.${built}) used to build golangci-lint is lower than the targeted Go version (${mod.go.version})`;
}

function goLineOf({ mod, file }: GoModule): ToolFinding["also"] {
  return mod.go ? [{ file, span: mod.go.span }] : [];
}

/** `run.go` in the linter's own settings, or a workspace, decides instead of the go line. */
function isTargetSet({ golangci, workspaces }: Workspace): boolean {
  return workspaces.some(({ folder }) => folder === "") || golangci.some(({ go }) => go !== undefined);
}
