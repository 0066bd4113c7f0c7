/** A go.work file as values with positions. Reference: https://go.dev/ref/mod#workspaces */
import type { GoDirective, Godebug, PathDirective, Replace, ToolchainDirective } from "./model.ts";
import type { Comment, ModProblem, ModSyntax } from "./syntax.ts";

/** What a go.work file says. A directive that Go refuses is in `problems` and not in the lists. */
export interface WorkFile {
  /** Path of the file. */
  readonly file: string;
  readonly go: GoDirective | undefined;
  readonly toolchain: ToolchainDirective | undefined;
  /** Folders of modules, as written: relative to the file, or rooted. */
  readonly uses: readonly PathDirective[];
  readonly replaces: readonly Replace[];
  readonly godebugs: readonly Godebug[];
  /** Every comment of the file, in order. */
  readonly comments: readonly Comment[];
  /** What stops Go from reading the file, syntax first; empty when Go reads it. */
  readonly problems: readonly ModProblem[];
  readonly syntax: ModSyntax;
}
