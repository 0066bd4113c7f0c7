/** A go.mod file as values with positions. Reference: https://go.dev/ref/mod#go-mod-file */
import type { Span } from "../../text/span.ts";
import type { Comment, ModProblem, ModSyntax } from "./syntax.ts";

/** What a go.mod file says. A directive that Go refuses is in `problems` and not in the lists. */
export interface ModFile {
  /** Path of the file. */
  readonly file: string;
  readonly module: ModuleDirective | undefined;
  readonly go: GoDirective | undefined;
  readonly toolchain: ToolchainDirective | undefined;
  readonly requires: readonly Require[];
  readonly replaces: readonly Replace[];
  readonly excludes: readonly Exclude[];
  readonly retracts: readonly Retract[];
  readonly tools: readonly PathDirective[];
  readonly ignores: readonly PathDirective[];
  readonly godebugs: readonly Godebug[];
  /** Every comment of the file, in order. */
  readonly comments: readonly Comment[];
  /** What stops Go from reading the file, syntax first; empty when Go reads it. */
  readonly problems: readonly ModProblem[];
  readonly syntax: ModSyntax;
}

export interface ModuleDirective {
  readonly path: string;
  /** The whole line, keyword included where it has one. */
  readonly span: Span;
  readonly pathSpan: Span;
  /** Text after `Deprecated:` in the comments of the line. */
  readonly deprecated: string | undefined;
}

export interface GoDirective {
  /** As written: `1.21`, `1.21.0`, `1.22rc1`. */
  readonly version: string;
  readonly span: Span;
  readonly versionSpan: Span;
}

export interface ToolchainDirective {
  /** As written: `go1.21.5`, `default`. */
  readonly name: string;
  readonly span: Span;
  readonly nameSpan: Span;
}

export interface Require {
  readonly path: string;
  /** Canonical: `v1.2` is given as `v1.2.0`. */
  readonly version: string;
  /** Whether the line ends in `// indirect`. */
  readonly indirect: boolean;
  readonly span: Span;
  readonly pathSpan: Span;
  readonly versionSpan: Span;
}

export interface Exclude {
  readonly path: string;
  readonly version: string;
  readonly span: Span;
  readonly pathSpan: Span;
  readonly versionSpan: Span;
}

export interface Replace {
  readonly oldPath: string;
  /** Undefined when every version is replaced. */
  readonly oldVersion: string | undefined;
  readonly newPath: string;
  /** Undefined when the replacement is a directory. */
  readonly newVersion: string | undefined;
  /** Whether the replacement is a directory. */
  readonly isLocal: boolean;
  readonly span: Span;
  readonly oldPathSpan: Span;
  readonly newPathSpan: Span;
}

/** A closed interval of versions; `low` equals `high` for a single version. */
export interface Retract {
  readonly low: string;
  readonly high: string;
  /** The comments of the line or of its block; empty when there are none. */
  readonly rationale: string;
  readonly span: Span;
}

/** A `tool` or `ignore` line. */
export interface PathDirective {
  readonly path: string;
  readonly span: Span;
  readonly pathSpan: Span;
}

export interface Godebug {
  readonly key: string;
  readonly value: string;
  readonly span: Span;
}
