/** `go run X@v` and `go install X@v` without their version: go.mod decides. */
import { compareGoVersions } from "../../go/go-version.ts";
import type { GoModule } from "../../workspace/gomod/model.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import type { ToolPlace } from "../model.ts";
import type { PinEdit } from "./model.ts";

/** The edits that make a command take the version of go.mod; undefined where it cannot. */
export function pointToModule(
  place: ToolPlace,
  home: ToolPlace,
  workspace: Workspace,
): readonly PinEdit[] | undefined {
  if (!/^(?:tool directive|tools\.go|go\.mod)$/.test(home.kind)) return undefined;
  if (place.kind !== "go install" && place.kind !== "go run") return undefined;
  const module = workspace.modules.find(({ file }) => file === home.moduleFile);
  // A command in another folder sees another go.mod, and one that reads its version from a variable has other readers.
  if (!module || place.moduleFile !== home.moduleFile || place.usedAt || place.package !== home.package)
    return undefined;
  const written = commandAt(place, workspace);
  if (!written) return undefined;
  const isTool = home.kind === "tool directive" || (home.kind === "tools.go" && canHoldTool(module));
  if (place.kind === "go run" && isTool) {
    const name = nameOf(place.package ?? "");
    const { start, end, runStart } = written;
    if (runStart === undefined) return undefined;
    const edit = { at: { file: place.at.file, span: { start: runStart, end } }, text: `tool ${name}` };
    return start > runStart ? [edit, ...toolLine(home, module, workspace)] : undefined;
  }
  const { start, end } = written;
  const at = { file: place.at.file, span: { start: start + (place.package ?? "").length, end } };
  return [{ at, text: "" }];
}

/** The span of `PACKAGE@VERSION` around the version, and of the `run` right before it. */
function commandAt(
  { at, package: path = "", declared }: ToolPlace,
  workspace: Workspace,
): { readonly start: number; readonly end: number; readonly runStart: number | undefined } | undefined {
  const text = workspace.source(at.file)?.text;
  const word = `${path}@${declared}`;
  const start = at.span.start - path.length - 1;
  if (text === undefined || text.slice(start, start + word.length) !== word) return undefined;
  const end = start + word.length;
  if (/[\w./@-]/.test(text.charAt(end)) || !/[\s"']/.test(text.charAt(start - 1))) return undefined;
  const run = /\brun[ \t]+$/.exec(text.slice(Math.max(0, start - 40), start));
  return { start, end, runStart: run ? start - run[0].length : undefined };
}

function canHoldTool({ mod }: GoModule): boolean {
  return mod.go !== undefined && compareGoVersions(mod.go.version, "1.24") >= 0;
}

/** The `tool` line of a tool that stands in tools.go: the requirement is there, so that nothing has to be fetched. */
function toolLine(home: ToolPlace, module: GoModule, workspace: Workspace): readonly PinEdit[] {
  if (home.kind === "tool directive" || home.package === undefined) return [];
  const source = workspace.source(module.file);
  if (!source) return [];
  const end = source.text.length;
  const gap = source.text.endsWith("\n") ? "\n" : "\n\n";
  return [{ at: { file: module.file, span: { start: end, end } }, text: `${gap}tool ${home.package}\n` }];
}

/** The name by which `go tool` knows a package. */
function nameOf(path: string): string {
  const parts = path.split("/");
  const last = parts.at(-1) ?? "";
  return /^v\d+$/.test(last) ? (parts.at(-2) ?? last) : last;
}
