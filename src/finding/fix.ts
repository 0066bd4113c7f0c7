import type { Place } from "../text/span.ts";

/** How a problem can be mended by editing files: what `breakwater fix` does. */
export interface Fix {
  /** What the edit does, in the imperative: `Quote the version`. */
  readonly title: string;
  /** A fix that changes nothing but the problem. An unsafe one is a choice that a person should see first. */
  readonly isSafe: boolean;
  readonly edits: readonly FileEdit[];
}

/** One replaced span; an empty span inserts. */
export interface FileEdit {
  readonly at: Place;
  readonly text: string;
}
