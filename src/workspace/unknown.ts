import type { Place } from "../text/span.ts";

/** Something that files cannot decide, or that could not be read: counted in every report, never a pass. */
export interface Unknown {
  readonly at: Place;
  /** A sentence part that completes "cannot be known here: …". */
  readonly reason: string;
  /** Stable word for grouping and tests: `matrix-from-json`, `unreadable-file`, `floating-tag` … */
  readonly code: string;
  /** The reason in two parts, where one cause leaves several things open: `the mode of ci.yml/test`, and why. */
  readonly subject?: string;
  readonly cause?: string;
}
