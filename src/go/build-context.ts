/** What a build knows when it decides about files: target, cgo, tags. Follows `go help buildconstraint`. */
import { isUnixOs } from "./platforms.ts";

export interface BuildContext {
  readonly goos: string;
  readonly goarch: string;
  readonly cgo: boolean;
  /** What `-tags` switched on. */
  readonly tags: readonly string[];
  /** Minor version N of the toolchain that runs: the release tags go1.1 … go1.N are on. */
  readonly goMinor: number;
  /** Tags the toolchain sets by itself: `amd64.v1`, `goexperiment.…`, `race`; see `defaultToolTags`. */
  readonly toolTags: readonly string[];
  /** `gc` unless the build uses another compiler. */
  readonly compiler?: string;
}

const RELEASE_TAG = /^go1\.([1-9][0-9]*)$/;

/** Whether a tag is on in this build. */
export function matchesTag(tag: string, context: BuildContext): boolean {
  if (tag === "cgo" && context.cgo) return true;
  if (tag === context.goos || tag === context.goarch || tag === (context.compiler ?? "gc")) return true;
  if (tag === "linux" && context.goos === "android") return true;
  if (tag === "solaris" && context.goos === "illumos") return true;
  if (tag === "darwin" && context.goos === "ios") return true;
  if (tag === "unix" && isUnixOs(context.goos)) return true;
  const name = tag === "boringcrypto" ? "goexperiment.boringcrypto" : tag;
  if (context.tags.includes(name) || context.toolTags.includes(name)) return true;
  const release = RELEASE_TAG.exec(name)?.[1];
  return release !== undefined && Number(release) <= context.goMinor;
}
