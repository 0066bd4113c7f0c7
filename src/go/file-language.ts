/**
 * The language version of one file: a `//go:build` line that implies a lower bound go1.K sets it
 * (https://go.dev/ref/mod#go-mod-file-go, `go help buildconstraint`). `// +build` lines never do.
 */
import { type Constraint, goVersionBound } from "./constraint.ts";

export interface FileLanguage {
  /** N of the file's language version 1.N. */
  readonly minor: number;
  /** Whether the constraint, not the go line, decided. */
  readonly isSetByConstraint: boolean;
  /** The module has one loop variable per iteration (Go 1.22), this file has one per loop. */
  readonly hasOldLoopVariables: boolean;
}

const FIRST_MINOR_THAT_LOOKS = 21;
const FIRST_MINOR_WITHOUT_GO_LINE = 23;
const FIRST_MINOR_WITH_NEW_LOOPS = 22;

/** `goBuild` is the file's `//go:build` expression, `goLineMinor` the N of the module's go line. */
export function languageOfFile(question: {
  readonly goBuild: Constraint | undefined;
  readonly goLineMinor: number;
  readonly toolchainMinor: number;
}): FileLanguage {
  const { goBuild, goLineMinor, toolchainMinor } = question;
  const bound = goBuild && goVersionBound(goBuild);
  const minor = bound === undefined ? goLineMinor : withBound(bound, goLineMinor, toolchainMinor);
  const isSetByConstraint = minor !== goLineMinor;
  return {
    minor,
    isSetByConstraint,
    hasOldLoopVariables:
      toolchainMinor >= FIRST_MINOR_WITH_NEW_LOOPS &&
      goLineMinor >= FIRST_MINOR_WITH_NEW_LOOPS &&
      minor < FIRST_MINOR_WITH_NEW_LOOPS,
  };
}

function withBound(bound: number, goLineMinor: number, toolchainMinor: number): number {
  if (toolchainMinor < FIRST_MINOR_THAT_LOOKS) return goLineMinor;
  if (toolchainMinor >= FIRST_MINOR_WITHOUT_GO_LINE) return Math.max(bound, 21);
  // Older modules could carry such lines without meaning them, so 1.21 and 1.22 only raise those.
  return bound > goLineMinor || goLineMinor >= 21 ? bound : goLineMinor;
}
