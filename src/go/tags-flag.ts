/** The value of `-tags`: a set of tags to switch on. It has no operators (`go help build`). */
import type { Span } from "../text/span.ts";
import { isPossibleTag } from "./build-tag.ts";
import { splitQuotedWords } from "./quoted-words.ts";

export interface TagsFlagProblem {
  /**
   * `operator`: the element looks like an expression (`a+b`, `!debug`), go takes it as one tag that no file
   * can ask for. `mixed`: a blank-separated list with commas, which build, test, vet and install refuse.
   * `unusable`: another element that no constraint can contain. `unterminated`: a quote without partner.
   */
  readonly kind: "operator" | "mixed" | "unusable" | "unterminated";
  readonly element: string;
  /** Offsets in the value. */
  readonly span: Span;
}

export interface TagsFlag {
  /** The tags as go splits them, those that can never be asked for included. */
  readonly tags: readonly string[];
  readonly problems: readonly TagsFlagProblem[];
  /** Separated by blanks, which go calls deprecated. */
  readonly isSpaceSeparated: boolean;
}

const OPERATOR = /[+!&|()]/;

/** Splits a `-tags` value as go does and says which parts do nothing. */
export function parseTagsFlag(value: string): TagsFlag {
  const isSpaceSeparated = value.includes(" ") || value.includes("'");
  const { words, unterminated } = isSpaceSeparated
    ? splitQuotedWords(value)
    : { words: splitAtCommas(value), unterminated: undefined };
  const problems: TagsFlagProblem[] = [];
  for (const { text, span } of words) {
    if (isSpaceSeparated && text.includes(",")) problems.push({ kind: "mixed", element: text, span });
    else if (OPERATOR.test(text)) problems.push({ kind: "operator", element: text, span });
    else if (!isPossibleTag(text)) problems.push({ kind: "unusable", element: text, span });
  }
  if (unterminated) {
    const span = { start: unterminated.at, end: value.length };
    problems.push({ kind: "unterminated", element: value.slice(unterminated.at), span });
  }
  return { tags: unterminated ? [] : words.map((word) => word.text), problems, isSpaceSeparated };
}

function splitAtCommas(value: string): { text: string; span: Span }[] {
  return [...value.matchAll(/[^,]+/g)].map((match) => ({
    text: match[0],
    span: { start: match.index, end: match.index + match[0].length },
  }));
}
