import { compareGoVersions } from "./go-version.ts";
import { goVersionOfToolchain } from "./toolchain-name.ts";

/** The first version with toolchains to select; older ones cannot be named. */
const firstToolchain = "1.21";
/** The language version of a go.mod without a go line. */
const defaultGoLine = "1.16";

/**
 * Why a go.mod with this `toolchain` line stops every build that may not rewrite it (`updates to go.mod
 * needed`): go would drop the line, because it says nothing. Undefined when the line is fine. A go.work is
 * never rewritten so.
 */
export function toolchainLineProblem({
  goLine,
  toolchainLine,
}: {
  /** As written in the go line; undefined when there is none. */
  readonly goLine: string | undefined;
  /** As written in the toolchain line; undefined when there is none. */
  readonly toolchainLine: string | undefined;
}): { readonly reason: string } | undefined {
  if (toolchainLine === undefined) return undefined;
  if (toolchainLine === "default") {
    return { reason: "`toolchain default` is what no toolchain line means, and go drops it" };
  }
  const version = goLine ?? defaultGoLine;
  if (toolchainLine === `go${version}`) {
    return { reason: `The toolchain line repeats the go line (${version}), and go drops it` };
  }
  const toolchain = goVersionOfToolchain(toolchainLine);
  if (toolchain === undefined) {
    return { reason: `"${toolchainLine}" is not the name of a toolchain, and go drops the line` };
  }
  if (compareGoVersions(toolchain, firstToolchain) < 0) {
    return {
      reason: `${toolchainLine} is older than go1.21, the first version to choose from, and go drops the line`,
    };
  }
  return undefined;
}
