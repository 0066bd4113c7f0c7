/** The GOFLAGS variable: words that each must be a whole flag (`go help environment`, `go help goflags`). */
import type { Span } from "../text/span.ts";
import { alwaysNeedsValue, isKnownGoFlag } from "./flag-table.ts";
import { minorOfGoVersion } from "./minor-version.ts";
import { splitQuotedWords } from "./quoted-words.ts";

export interface GoflagsWord {
  /** Without quotes. */
  readonly text: string;
  /** Name without dashes; undefined when the word is no flag. */
  readonly name: string | undefined;
  /** What follows `=`; undefined without one. */
  readonly value: string | undefined;
  /** Offsets in the variable's text. */
  readonly span: Span;
}

export interface GoflagsProblem {
  /** `missing-value` and `first-only` stop only the commands that have the flag. */
  readonly kind: "unterminated" | "non-flag" | "unknown-flag" | "missing-value" | "first-only";
  /** Go's own words. */
  readonly message: string;
  readonly span: Span;
}

export interface Goflags {
  readonly words: readonly GoflagsWord[];
  /** The first that is `unterminated`, `non-flag` or `unknown-flag` stops every go command but `env` and `bug`. */
  readonly problems: readonly GoflagsProblem[];
}

const FIRST_MINOR_WITH_QUOTES = 20;

/** Parses GOFLAGS as the given Go version does (the newest one without it): words may be quoted from 1.20 on. */
export function parseGoflags(text: string, goVersion?: string): Goflags {
  const minor = goVersion === undefined ? undefined : minorOfGoVersion(goVersion);
  const problems: GoflagsProblem[] = [];
  const { words, unterminated } =
    minor !== undefined && minor < FIRST_MINOR_WITH_QUOTES ? splitAtSpace(text) : splitQuotedWords(text);
  if (unterminated) {
    problems.push({
      kind: "unterminated",
      message: `go: parsing $GOFLAGS: unterminated ${unterminated.quote} string`,
      span: { start: unterminated.at, end: text.length },
    });
  }
  const parsed = words.map(({ text: word, span }): GoflagsWord => {
    const flag = /^--?(?![-=])([^=]+)(?:=([\s\S]*))?$/.exec(word);
    return { text: word, name: flag?.[1], value: flag?.[2], span };
  });
  for (const { text: word, name, value, span } of parsed) {
    if (name === undefined) {
      problems.push({
        kind: "non-flag",
        message: `go: parsing $GOFLAGS: non-flag ${JSON.stringify(word)}`,
        span,
      });
    } else if (!isKnownGoFlag(name, minor)) {
      problems.push({ kind: "unknown-flag", message: `go: parsing $GOFLAGS: unknown flag -${name}`, span });
    } else if (name === "C") {
      problems.push({ kind: "first-only", message: "-C flag must be first flag on command line", span });
    } else if (value === undefined && alwaysNeedsValue(name)) {
      problems.push({
        kind: "missing-value",
        message: `go: flag needs an argument: -${name} (from $GOFLAGS)`,
        span,
      });
    }
  }
  return { words: parsed, problems };
}

/** Up to 1.19 quotes were ordinary characters. */
function splitAtSpace(text: string): { words: { text: string; span: Span }[]; unterminated: undefined } {
  const words = [...text.matchAll(/\S+/g)].map((match) => ({
    text: match[0],
    span: { start: match.index, end: match.index + match[0].length },
  }));
  return { words, unterminated: undefined };
}
