/** Why a log could not be asked, or had no answer. */
export interface UnknownReason {
  readonly kind: /** A setting keeps the name from the log. */
    | "private"
    /** The log, or a proxy for it, says that it has no such version (404, 410). */
    | "not-found"
    /** Any other status. */
    | "refused"
    | "unreachable"
    /** What is remembered of the log cannot be read, trusted or written. */
    | "timeline"
    /** Path or version can stand in no log. */
    | "not-a-module";
  /** Without final period. */
  readonly text: string;
}
