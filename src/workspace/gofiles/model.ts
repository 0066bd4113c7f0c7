/** What the header of every Go source file decides, scanned from bytes without a parser. */

import type { Constraint } from "../../go/constraint.ts";
import type { Span } from "../../text/span.ts";

export interface GoFile {
  readonly path: string;
  /** Folder of the file; its package's directory. */
  readonly folder: string;
  readonly isTest: boolean;
  /** Name after `package`; undefined when the header could not be read. */
  readonly packageName: string | undefined;
  /** The expression that decides (`//go:build`, else the `+build` lines ANDed); undefined when there is none. */
  readonly constraint: Constraint | undefined;
  /** Every line that looks like a constraint, also dead and misplaced ones. */
  readonly constraintLines: readonly ConstraintLine[];
  /** Whether `go:build` or `+build` stands anywhere in the header, also where no line looks like a constraint. */
  readonly mentionsConstraint: boolean;
  /** The file imports "C". */
  readonly usesCgo: boolean;
  /** Import paths with their spans, in file order. */
  readonly imports: readonly {
    readonly path: string;
    readonly name: string | undefined;
    readonly span: Span;
  }[];
  /** Reasons why go would refuse the header, or why it could not be read. */
  readonly problems: readonly { readonly span: Span; readonly reason: string }[];
}

export interface ConstraintLine {
  readonly kind: "go:build" | "+build";
  readonly text: string;
  readonly span: Span;
  readonly constraint: Constraint | undefined;
  /** Whether go reads it; false for lines after `package`, inside a block comment, or not followed by a blank line. */
  readonly isHonoured: boolean;
  /** Why go does not read it; undefined for a line that it reads. */
  readonly deadBecause?: "after-code" | "in-block-comment" | "no-blank-line" | "go-build-line" | undefined;
  readonly problem: string | undefined;
}
