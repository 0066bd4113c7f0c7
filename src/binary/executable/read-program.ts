import { type BuildInfo, parseBuildInfo } from "../../go/build-info.ts";
import type { BlobReader } from "../blob-reader.ts";
import { findBuildInfo } from "./find-build-info.ts";
import type { Executable } from "./model.ts";
import { readExecutable } from "./read-executable.ts";

/** The words of `go version -m` for an executable without build info. */
export const notGoExecutable = "not a Go executable";

/** Go's part of an executable. */
export interface GoBuild {
  /** As the toolchain calls itself: `go1.25.3`, `go1.26.0 X:arenas`, `devel …`. */
  readonly version: string;
  readonly info: BuildInfo;
}

/** A file that was asked about: what the system sees of it, and what Go put into it. */
export interface Program {
  /** Undefined when the file is no executable. */
  readonly executable: Executable | undefined;
  /** The part of the file that was read: one of several machines, or all of it. */
  readonly part: BlobReader;
  readonly go: GoBuild | undefined;
  /** Why `go` is missing, in the words of `go version -m`. */
  readonly reason: string | undefined;
  /** What we saw beyond these words. */
  readonly detail: string | undefined;
}

/** Reads an executable; never throws on its bytes. */
export function readProgram(blob: BlobReader): Program {
  const read = readExecutable(blob);
  if (read.kind === "unknown") {
    return { executable: undefined, part: blob, go: undefined, reason: read.reason, detail: read.detail };
  }
  const { executable, part } = read;
  const raw = findBuildInfo(part, executable);
  if (!raw) return { executable, part, go: undefined, reason: notGoExecutable, detail: packerOf(part) };
  const info = parseBuildInfo(raw.modules);
  if ("problem" in info) return { executable, part, go: undefined, reason: info.problem, detail: undefined };
  return { executable, part, go: { version: raw.goVersion, info }, reason: undefined, detail: undefined };
}

/** UPX keeps its mark near the start; what it packed is read only when it runs. */
function packerOf(blob: BlobReader): string | undefined {
  const head = Buffer.from(blob.read(0, 4096)).toString("latin1");
  return head.includes("UPX!") ? "it is packed by UPX; unpack it with upx -d" : undefined;
}
