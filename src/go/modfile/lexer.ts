/**
 * Cuts the text of a go.mod or go.work into words, strings, punctuation, comments and line ends.
 * Reference: https://go.dev/ref/mod#go-mod-file-lexical
 */
import { isPrintable, quoteGoCharacter } from "./go-string.ts";
import type { Comment, ModProblem } from "./syntax.ts";

/** `comment` stands alone on its line, `suffix` ends a line with something on it; both swallow their line end. */
export type TokenKind = "word" | "string" | "mark" | "newline" | "comment" | "suffix" | "eof";

/** The token the lexer stands on, and the way to the next one. */
export interface Lexer {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** The last comment read; it is the current token when that is a comment. */
  readonly comment: Comment;
  /** Every comment read so far, in order. */
  readonly comments: readonly Comment[];
  readonly problems: ModProblem[];
  advance(): void;
}

const wordCharacter = 1;
const markCharacter = 2;
const blankCharacter = 3;
const classes = classifyAscii();
const noBlockComments = "mod files must use // comments (not /* */ comments)";

function classifyAscii(): Uint8Array {
  const table = new Uint8Array(128);
  for (let code = 0x21; code < 0x7f; code++) table[code] = wordCharacter;
  for (const mark of "()[]{},") table[mark.charCodeAt(0)] = markCharacter;
  for (const blank of " \t\r") table[blank.charCodeAt(0)] = blankCharacter;
  return table;
}

/** Starts at the first token. What Go refuses becomes a problem, and the rest of that line is passed over. */
export function createLexer(text: string): Lexer {
  return new ModLexer(text);
}

class ModLexer implements Lexer {
  readonly comments: Comment[] = [];
  readonly problems: ModProblem[] = [];
  comment: Comment = { text: "", span: { start: 0, end: 0 } };
  kind: TokenKind = "eof";
  start = 0;
  end = 0;
  readonly #text: string;
  #at = 0;
  #lineHasToken = false;

  constructor(text: string) {
    this.#text = text;
    this.advance();
  }

  advance(): void {
    while (!this.#readToken()) this.#skipLine();
  }

  /** False when the text here is refused. */
  #readToken(): boolean {
    const text = this.#text;
    while (this.#at < text.length && classes[text.charCodeAt(this.#at)] === blankCharacter) this.#at++;
    this.start = this.#at;
    if (this.#at >= text.length) return this.#finish("eof", this.#at);

    const code = text.charCodeAt(this.#at);
    if (code === 0x0a) {
      this.#lineHasToken = false;
      return this.#finish("newline", this.#at + 1);
    }
    if (code === 0x2f) {
      if (text.startsWith("//", this.#at)) return this.#readComment();
      if (text.startsWith("/*", this.#at)) return this.#refuse(this.#at, this.#at + 2, noBlockComments);
    }
    this.#lineHasToken = true;
    if (classes[code] === markCharacter) return this.#finish("mark", this.#at + 1);
    if (code === 0x22 || code === 0x60) return this.#readString(code);
    return this.#readWord();
  }

  #finish(kind: TokenKind, end: number): true {
    this.kind = kind;
    this.end = end;
    this.#at = end;
    return true;
  }

  #refuse(start: number, end: number, reason: string): false {
    this.problems.push({ span: { start, end }, reason });
    return false;
  }

  #skipLine(): void {
    const lineEnd = this.#text.indexOf("\n", this.#at);
    this.#at = lineEnd === -1 ? this.#text.length : lineEnd;
  }

  #readComment(): true {
    const lineEnd = this.#text.indexOf("\n", this.start);
    let end = lineEnd === -1 ? this.#text.length : lineEnd;
    if (lineEnd !== -1 && this.#text.charCodeAt(end - 1) === 0x0d) end--;
    this.comment = { text: this.#text.slice(this.start, end), span: { start: this.start, end } };
    this.comments.push(this.comment);
    const kind = this.#lineHasToken ? "suffix" : "comment";
    this.#lineHasToken = false;
    this.#finish(kind, end);
    this.#at = lineEnd === -1 ? this.#text.length : lineEnd + 1;
    return true;
  }

  #readString(quote: number): boolean {
    const text = this.#text;
    let at = this.start + 1;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === quote) return this.#finish("string", at + 1);
      if (code === 0x0a) return this.#refuse(this.start, at, "unexpected newline in string");
      // Go lets a backslash hide even a line end here; the string is refused later, when it is unquoted.
      if (code === 0x5c && quote === 0x22) at++;
    }
    this.#at = text.length;
    return this.#refuse(this.start, text.length, "unexpected EOF in string");
  }

  #readWord(): boolean {
    const text = this.#text;
    let at = this.start;
    for (let width = this.#wordWidth(at); width > 0; width = this.#wordWidth(at)) {
      if (text.charCodeAt(at) === 0x2f && text.charCodeAt(at + 1) === 0x2f) break;
      if (text.charCodeAt(at) === 0x2f && text.charCodeAt(at + 1) === 0x2a) {
        return this.#refuse(at, at + 2, noBlockComments);
      }
      at += width;
    }
    if (at > this.start) return this.#finish("word", at);
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    const reason = `unexpected input character ${quoteGoCharacter(character)}`;
    return this.#refuse(at, at + character.length, reason);
  }

  /** UTF-16 units of the word character at an offset; 0 when there is none. */
  #wordWidth(at: number): number {
    const code = this.#text.charCodeAt(at);
    if (code < 128) return classes[code] === wordCharacter ? 1 : 0;
    const point = this.#text.codePointAt(at);
    if (point === undefined) return 0;
    const character = String.fromCodePoint(point);
    return isPrintable(character) ? character.length : 0;
  }
}
