import type { ToolName } from "./find-tool.ts";
import type { ToolPlace } from "./model.ts";

/** A place with the tool that it declares. */
export interface Found {
  readonly tool: ToolName;
  readonly place: ToolPlace;
}
