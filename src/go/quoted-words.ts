/** Lists of words that may be quoted, as go reads GOFLAGS, CC and `-tags='a b'`. */
import type { Span } from "../text/span.ts";

export interface QuotedWord {
  readonly text: string;
  /** With its quotes. */
  readonly span: Span;
  readonly isQuoted: boolean;
}

export interface QuotedWords {
  readonly words: readonly QuotedWord[];
  /** The quote that has no partner; go then refuses the whole text. */
  readonly unterminated: { readonly quote: string; readonly at: number } | undefined;
}

const BLANKS = " \t\n\r";

/** Splits at blanks; a quote counts only at the start of a word, and nothing inside is unescaped. */
export function splitQuotedWords(text: string): QuotedWords {
  const words: QuotedWord[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    if (BLANKS.includes(char)) {
      at++;
      continue;
    }
    const start = at;
    if (char === '"' || char === "'") {
      const close = text.indexOf(char, at + 1);
      if (close < 0) return { words, unterminated: { quote: char, at } };
      at = close + 1;
      words.push({ text: text.slice(start + 1, close), span: { start, end: at }, isQuoted: true });
      continue;
    }
    while (at < text.length && !BLANKS.includes(text.charAt(at))) at++;
    words.push({ text: text.slice(start, at), span: { start, end: at }, isQuoted: false });
  }
  return { words, unterminated: undefined };
}
