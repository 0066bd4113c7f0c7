/** What a file's name alone decides. Follows https://pkg.go.dev/cmd/go#hdr-Build_constraints. */
import { type BuildContext, matchesTag } from "./build-context.ts";
import { knownArch, knownOs } from "./platforms.ts";

/** File name endings of sources that go looks at, with the dot. */
const knownExtensions: ReadonlySet<string> = new Set(
  ".go .c .cc .cpp .cxx .m .h .hh .hpp .hxx .f .F .for .f90 .s .S .sx .swig .swigcxx .syso".split(" "),
);

/** The ending from the last dot on, with the dot; empty when there is none. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot < 0 ? "" : name.slice(dot);
}

/** Whether go passes over the file whatever it contains: it starts with `_` or a dot, or its ending is unknown. */
export function isIgnoredName(name: string): boolean {
  return name.startsWith("_") || name.startsWith(".") || !knownExtensions.has(extensionOf(name));
}

export interface FileNameConstraint {
  readonly goos?: string;
  readonly goarch?: string;
}

/** The operating system and architecture that the name demands; empty when it demands none. */
export function fileNameConstraint(name: string): FileNameConstraint {
  const dot = name.indexOf(".");
  const stem = dot < 0 ? name : name.slice(0, dot);
  const underscore = stem.indexOf("_");
  if (underscore < 0) return {};
  // What stands before the first underscore never counts: linux.go is an ordinary name.
  const parts = stem.slice(underscore + 1).split("_");
  if (parts.at(-1) === "test") parts.pop();
  const last = parts.at(-1) ?? "";
  const secondLast = parts.at(-2) ?? "";
  if (knownOs.has(secondLast) && knownArch.has(last)) return { goos: secondLast, goarch: last };
  if (knownOs.has(last)) return { goos: last };
  if (knownArch.has(last)) return { goarch: last };
  return {};
}

/** Whether the name's operating system and architecture fit the target. */
export function matchFileName(name: string, context: BuildContext): boolean {
  const { goos, goarch } = fileNameConstraint(name);
  if (goos !== undefined && !matchesTag(goos, context)) return false;
  return goarch === undefined || matchesTag(goarch, context);
}
