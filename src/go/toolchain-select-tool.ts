/** Which toolchain compiles a tool that is named with its version: `go install tool@v`, `go run tool@v`. */
import { compareGoVersions, languageVersion } from "./go-version.ts";
import { newerToolchain } from "./newer-toolchain.ts";
import { type ToolchainRequest, whyMissing } from "./toolchain-choice.ts";
import { goVersionOfToolchain, isLanguageToolchain, parseGotoolchainSyntax } from "./toolchain-name.ts";
import { modulesRefusedBy } from "./toolchain-refusal.ts";
import { selectToolchain, type ToolchainSelection } from "./toolchain-select.ts";

/** The command's surroundings and the tool's own go line. */
export interface ToolRequest extends ToolchainRequest {
  /** The tool's module and version: `golang.org/x/tools/gopls@v0.16.0`. */
  readonly tool: string;
  /** The go line of the tool's go.mod; its toolchain line is never read. */
  readonly toolGoLine: string | undefined;
  /** The releases that the proxy lists, in ascending order; without them a forced switch has a lower bound only. */
  readonly releases?: readonly string[] | undefined;
}

/** A selection; `isLowerBound` when go takes this version or a newer one. */
export interface ToolSelection extends ToolchainSelection {
  readonly isLowerBound: boolean;
}

/** Decides as go does: an enclosing go.mod or go.work counts only from go 1.25 on, then the tool's go line. */
export function selectToolchainForTool(request: ToolRequest): ToolSelection {
  const own = { ...selectToolchain(withoutModule(request)), isLowerBound: false };
  const { tool, toolGoLine = "" } = request;
  if (own.outcome === "refuses" || compareGoVersions(toolGoLine, own.version) <= 0) return own;
  const why = [...own.why, `${tool} asks for go ${toolGoLine}`];
  if (compareGoVersions(own.version, "1.21") < 0) {
    const refusal = modulesRefusedBy(own.version, { goLine: languageVersion(toolGoLine) }, "");
    return refusal
      ? { ...own, outcome: "refuses", why: [...why, refusal.why], error: refusal.error }
      : { ...own, why };
  }
  return forcedSwitch(request, { ...own, why });
}

function forcedSwitch(request: ToolRequest, own: ToolSelection): ToolSelection {
  const { tool, toolGoLine = "", gotoolchain } = request;
  const refuse = (error: string): ToolSelection => ({ ...own, outcome: "refuses", error });
  const setting = parseGotoolchainSyntax(gotoolchain);
  const mode = "problem" in setting ? "local" : setting.mode;
  if (mode === "local") {
    const note = gotoolchain === "" ? "" : `; GOTOOLCHAIN=${gotoolchain}`;
    return refuse(`go: ${tool} requires go >= ${toolGoLine} (running go ${own.version}${note})`);
  }
  if (mode === "auto" && request.releases === undefined) {
    const toolchain = isLanguageToolchain(`go${toolGoLine}`) ? `go${toolGoLine}.0` : `go${toolGoLine}`;
    return switchTo(request, { ...own, isLowerBound: true }, toolchain);
  }
  const release = newerToolchain(toolGoLine, request.releases ?? []);
  if (release !== undefined) return switchTo(request, own, `go${release}`);
  return refuse(`go: switching to go >= ${toolGoLine}: no releases found for go >= ${toolGoLine}`);
}

function switchTo(request: ToolRequest, own: ToolSelection, toolchain: string): ToolSelection {
  const missing = whyMissing(request, toolchain);
  if (missing !== undefined) return { ...own, outcome: "refuses", isLowerBound: false, error: missing };
  return { ...own, outcome: "switches", version: goVersionOfToolchain(toolchain) ?? own.version, toolchain };
}

/** The enclosing module is not built: it can choose a toolchain from 1.25 on, but never make the command fail. */
function withoutModule(request: ToolRequest): ToolchainRequest {
  const { installed, gotoolchain, gosumdb, goproxy, onPath, isPublished, goLine, toolchainLine, file } =
    request;
  const bare = { installed, gotoolchain, gosumdb, goproxy, onPath, isPublished };
  const setting = parseGotoolchainSyntax(gotoolchain);
  const version = goVersionOfToolchain(`go${installed}`) ?? installed;
  const isRead =
    !("problem" in setting) && setting.mode !== "local" && compareGoVersions(version, "1.25") >= 0;
  return isRead && toolchainLine !== "default" ? { ...bare, goLine, toolchainLine, file } : bare;
}
