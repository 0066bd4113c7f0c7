import type { Place } from "../../text/span.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { toolOfImage } from "../find-tool.ts";
import type { Found } from "../found.ts";
import { precisionOf } from "../precision.ts";
import { locateVersion } from "./locate-version.ts";

/** The tool whose own image this is: `golangci/golangci-lint:v2.3.1-alpine`. */
export function imageTool(image: string, at: Place, workspace: Workspace): Found | undefined {
  const [, name = "", tag = "latest", digest] =
    /^([^\s@:]+(?::\d+\/[^\s@:]+)?)(?::([^\s@]+))?(@sha256:\w+)?$/.exec(image) ?? [];
  const tool = toolOfImage(name);
  if (!tool || tag.includes("$")) return undefined;
  const declared = /^(v?\d+(?:\.\d+)*)(?:-[a-z][\w.]*)?$/.exec(tag)?.[1] ?? tag;
  const isPinned = digest !== undefined && declared !== "latest";
  const stands = locateVersion(declared, { at }, workspace);
  return {
    tool,
    place: {
      kind: "image",
      at: stands ?? at,
      declared,
      precision: isPinned || digest !== undefined ? "exact" : precisionOf(declared),
      sites: [],
      reach: "pipeline",
      isReleased: true,
      ...(digest === undefined ? {} : { style: "other" as const }),
    },
  };
}
