import type { Workspace } from "../../workspace/workspace.ts";
import type { Tool, ToolPlace } from "../model.ts";
import { chooseRelease } from "./choose-release.ts";
import type { ToolPin } from "./model.ts";
import { pinTool } from "./pin-tool.ts";

export interface PinPlan {
  readonly pins: readonly ToolPin[];
  /** Tools of which no place names a release, with the place that asks for something else. */
  readonly open: readonly { readonly tool: Tool; readonly place: ToolPlace }[];
}

/** The pins of all tools that have something to do. */
export function planPins(tools: readonly Tool[], workspace: Workspace): PinPlan {
  const pins = tools.flatMap((tool) => pinTool(tool, workspace) ?? []);
  const open = tools.flatMap((tool) => {
    const floor = tool.places.find(({ precision, mayFloat }) => precision === "floor" && !mayFloat);
    return floor && !chooseRelease(tool.places) ? [{ tool, place: floor }] : [];
  });
  return { pins, open };
}
