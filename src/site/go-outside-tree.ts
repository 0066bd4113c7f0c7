/** The Go of a command whose folder shows nothing of this tree, or is not known: the go.mod there counts as well. */
import type { GoModule } from "../workspace/gomod/model.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { Located } from "./locate-module.ts";
import { elsewhere, type Machine } from "./machine.ts";
import { openGo } from "./resolve-go-of-command.ts";
import type { GoResolution } from "./site.ts";
import type { Value } from "./value.ts";
import { workspaceInEffect } from "./workspace-in-effect.ts";

interface Outside {
  readonly machine: Machine;
  readonly folder: Value;
  readonly workspace: Workspace;
}

/**
 * `alone` is the Go without a go.mod. In a folder that is not known it holds where it is that of every module of
 * the tree; in another checkout nobody knows what go.mod asks for.
 */
export function goOutsideTree(
  alone: GoResolution,
  { machine, folder, workspace }: Outside,
  goOf: (located: Located) => GoResolution,
): GoResolution {
  const isOff = machine.environment.goSetting("GO111MODULE")?.value;
  if (alone.outcome === "unknown" || (isOff?.kind === "known" && isOff.text === "off")) return alone;
  if (folder.kind === "known") {
    const mount = machine.mounts.findLast(
      (each) => each.folder === elsewhere && `${folder.text}/`.startsWith(`${each.path}/`),
    );
    if (!mount) return alone;
    const text = `${folder.text} holds another checkout: what its go.mod asks for is not known`;
    return openGo(alone, { text, at: mount.at ?? folder.at });
  }
  for (const module of representatives(workspace)) {
    const { workspace: work } = workspaceInEffect(workspace, machine, module.folder);
    const there = goOf({ module, workspace: work });
    if (there.version === alone.version && there.range === alone.range && there.outcome === alone.outcome)
      continue;
    const text = `the folder cannot be known: ${folder.reason}; ${module.file} would decide otherwise than no go.mod`;
    return openGo(alone, { text, at: folder.at });
  }
  return alone;
}

const found = new WeakMap<Workspace, readonly GoModule[]>();

/** Modules of which no other has the same lines for go, or another go.work above it. */
function representatives(workspace: Workspace): readonly GoModule[] {
  const known = found.get(workspace);
  if (known) return known;
  const byLines = new Map<string, GoModule>();
  for (const module of workspace.modules) {
    const { go, toolchain, tools, godebugs, ignores } = module.mod;
    const works = workspace.workspaces.filter(
      ({ folder }) => folder === "" || `${module.folder}/`.startsWith(`${folder}/`),
    );
    const key = JSON.stringify([
      [go?.version, toolchain?.name, tools.length > 0, godebugs.length > 0, ignores.length > 0],
      works.map(({ file }) => file),
    ]);
    if (!byLines.has(key)) byLines.set(key, module);
  }
  const modules = [...byLines.values()];
  found.set(workspace, modules);
  return modules;
}
