import type { Workspace } from "../../workspace/workspace.ts";
import type { ToolPlace } from "../model.ts";
import { plainVersion } from "../precision.ts";
import type { PinEdit } from "./model.ts";

/** A recipe of the Makefile that holds the release in a variable reads that variable; undefined where it cannot. */
export function pointToVariable(
  place: ToolPlace,
  home: ToolPlace,
  workspace: Workspace,
): readonly PinEdit[] | undefined {
  const { at, usedAt, declared } = place;
  if (!home.usedAt || usedAt || at.file !== home.at.file) return undefined;
  if (!workspace.makefiles.some(({ file }) => file === at.file)) return undefined;
  const source = workspace.source(at.file);
  const line = source?.lines.lineText(source.lines.positionAt(home.at.span.start).line) ?? "";
  const name = /^\s*(?:export\s+|override\s+)*([A-Za-z_]\w*)\s*[:?]{0,2}=/.exec(line)?.[1];
  const text = source?.text.slice(at.span.start, at.span.end) ?? "";
  if (name === undefined || (text !== declared && text !== plainVersion(declared))) return undefined;
  const held = source?.text.slice(home.at.span.start, home.at.span.end) ?? "";
  const prefix = /^v/.test(declared) && !/^v/.test(held) ? "v" : "";
  return [{ at, text: `${prefix}$(${name})` }];
}
