/** What a pattern is: words that a failing build prints, and what they mean. */
import type { Place } from "../text/span.ts";
import type { DocumentState } from "./document-reader.ts";
import type { LogLine } from "./log-line.ts";
import type { Repository } from "./repository.ts";

/** A line that holds one of a pattern's needles, with the lines around it. */
export interface LogContext {
  readonly line: LogLine;
  /** The line so many lines later, or earlier when negative; undefined beyond what is kept (8 before, 14 after) or the log's ends. */
  at(offset: number): LogLine | undefined;
  /** What of a document is open at the line. */
  readonly document?: DocumentState;
}

/** One place of a log at which a pattern holds. */
export interface Match {
  /** What went wrong with the values of this log; a sentence without final period. */
  readonly message: string;
  /** One action, with these values. */
  readonly fix: string;
  /** How sure the words of the log make it, 0 to 1, before the repository is asked. */
  readonly confidence: number;
  /** Numbers of the lines that show it besides the line itself. */
  readonly lines?: readonly number[];
  /** Matches of one pattern with an equal subject are one cause: a module, a package, a symbol. */
  readonly subject: string;
  /** The rule that would have seen just this before; said where no repository can be asked. One of the pattern's `rules`. */
  readonly rule?: string;
  /** Values for `confirm`: module, version, file … */
  readonly values?: Readonly<Record<string, string>>;
}

/** What the repository says to a match. */
export interface Evidence {
  readonly at: Place;
  readonly says: "confirms" | "contradicts";
  /** What stands there: `FROM golang:1.24-alpine`. */
  readonly shows: string;
}

export interface Pattern {
  /** Kebab-case, named after the failure; also the file's name. */
  readonly id: string;
  /** The failure in a few words, for the report's first line. */
  readonly title: string;
  /** Ids of the rules of `check` that see it before a build does, best first. */
  readonly rules?: readonly string[];
  /** Printed texts, one of which stands on each line that `match` is asked about. ASCII, as long as they are certain. */
  readonly needles: readonly string[];
  /** Patterns whose matches, later in the same step, are echoes of this one. */
  readonly explains?: readonly string[];
  /** Whether its words are of the machine, so that a program under test that prints them tells the truth. */
  readonly isOfPrograms?: boolean;
  /** Undefined where the words mean something else. */
  match(context: LogContext): Match | undefined;
  /** Better words where the repository shows what the log alone leaves open. */
  refine?(match: Match, repository: Repository): Partial<Pick<Match, "message" | "fix">> | undefined;
  /** What files say: for what no rule of `rules` finds by itself. */
  confirm?(match: Match, repository: Repository): Iterable<Evidence>;
}

/** Gives a pattern its types; the file's name must equal its id. */
export function definePattern(pattern: Pattern): Pattern {
  return pattern;
}
