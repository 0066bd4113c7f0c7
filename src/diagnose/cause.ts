import type { LogStep } from "./log-line.ts";
import type { Evidence, Pattern } from "./pattern.ts";

/** A root cause that the log shows. */
export interface Cause {
  readonly pattern: Pattern;
  /** 0 to 1, after the repository was asked. */
  readonly confidence: number;
  /** The file inside a log archive; undefined for a plain log. */
  readonly log: string | undefined;
  /** Numbers of the lines that show it, ascending; at most 50. */
  readonly lines: readonly number[];
  /** The first of those lines, as cleaned. */
  readonly quote: string;
  /** How many lines match in all. */
  readonly count: number;
  readonly message: string;
  readonly fix: string;
  /** Why the line may be no error of this log; undefined where nothing says so. */
  readonly doubt: string | undefined;
  readonly step: LogStep | undefined;
  /** Id of the site whose command the step is. */
  readonly site: string | undefined;
  /** The rule that sees it before a build does: one that finds it in the repository; without a repository, the one that the match names. */
  readonly rule: string | undefined;
  readonly evidence: readonly Evidence[];
  /** Later errors that follow from it. */
  readonly echoes: number;
  /** The other logs of the archive that show the same, with their lines. */
  readonly also: readonly { readonly log: string; readonly lines: readonly number[] }[];
}
