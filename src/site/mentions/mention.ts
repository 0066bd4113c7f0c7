/** A place where the text `go build`, `go test` … stands, and what it is. */
import type { Place } from "../../text/span.ts";

export interface Mention {
  readonly at: Place;
  /** The hit: `go mod download` is found as `go mod`. */
  readonly text: string;
  /** `command` of a site; `listed` with the reason why it is none; `unexplained` when neither could be shown. */
  readonly kind: "command" | "listed" | "unexplained";
  /** The first site that runs it. */
  readonly site: string | undefined;
  /** Why it is no command of a site; empty for commands. */
  readonly reason: string;
}

/** What is said of a hit that nothing explains. */
export const notRecognised = "not recognised as a command";
