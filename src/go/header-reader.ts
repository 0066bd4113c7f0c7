/** Reads `package` and `import` clauses from bytes, as tolerantly as `go list` does. */
import { isGoName } from "./go-name.ts";
import type { ByteRange, RawHeader, RawImport } from "./raw-header.ts";

const TAB = 9;
const NEWLINE = 10;
const FORM_FEED = 12;
const RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const OPEN = 40;
const CLOSE = 41;
const STAR = 42;
const DOT = 46;
const SLASH = 47;
const SEMICOLON = 59;
const BACKSLASH = 92;
const BACKQUOTE = 96;
const LETTER_I = 105;
/** What `#peek` gives behind the last byte. */
const END = -1;

/** The reason for which go leaves a file out of every list. */
export const NUL = "unexpected NUL in input";

const decoder = new TextDecoder();
const encoder = new TextEncoder();
const PACKAGE = encoder.encode("package");
const IMPORT = encoder.encode("import");

export class HeaderReader {
  readonly #bytes: Uint8Array;
  #at: number;
  #reachedEnd = false;
  #semicolons = 0;
  #hasNewline = false;
  #mistake: { at: number; reason: string } | undefined;
  #problem: { at: number; reason: string } | undefined;

  constructor(bytes: Uint8Array, from: number) {
    this.#bytes = bytes;
    this.#at = from;
  }

  read(): RawHeader {
    const imports: RawImport[] = [];
    this.#keyword(PACKAGE);
    const identifier = this.#problem ? undefined : this.#identifier();
    let hasHiddenImports = false;
    let next = this.#problem ? END : this.#peekAfterSpace();
    if (next === LETTER_I && this.#separators() === 0) this.#mistakeHere("expected ;");
    // Go's parser gives up at a fault in the package clause and then knows no name.
    const packageName = this.#mistake ? undefined : identifier;
    while (!this.#problem && next === LETTER_I) {
      const separators = this.#separators();
      if (separators === 0) this.#mistakeHere("expected ;");
      // Behind an empty statement go's parser looks for no more imports.
      if (separators > 1) hasHiddenImports = true;
      this.#importClause(hasHiddenImports ? [] : imports);
      next = this.#peekAfterSpace();
    }
    return this.#result(packageName, imports);
  }

  /** Only skips blanks and comments. */
  readComments(): RawHeader {
    this.#peekAfterSpace();
    return this.#result(undefined, []);
  }

  #result(packageName: ByteRange | undefined, imports: readonly RawImport[]): RawHeader {
    this.#refuseNul();
    const end = this.#at;
    return {
      packageName,
      imports,
      problem: this.#problem,
      mistake: this.#mistake,
      end,
      reachedEnd: this.#reachedEnd,
    };
  }

  /** Go reads byte by byte and stops at a NUL also inside comments and strings, which were passed in one step. */
  #refuseNul(): void {
    const nul = this.#bytes.indexOf(0);
    if (nul < 0 || nul >= this.#at || (this.#problem && this.#problem.at < nul)) return;
    this.#problem = { at: nul, reason: NUL };
  }

  #importClause(imports: RawImport[]): void {
    this.#keyword(IMPORT);
    if (this.#peekAfterSpace() !== OPEN) {
      this.#importSpec(imports);
      return;
    }
    this.#at++;
    let isFirst = true;
    for (let next = this.#peekAfterSpace(); next !== CLOSE; next = this.#peekAfterSpace()) {
      if (this.#problem) return;
      if (next === END) {
        this.#fail("unexpected end of file");
        return;
      }
      if (!isFirst && this.#separators() !== 1) this.#mistakeHere("expected ;");
      if (!isFirst) this.#startToken();
      isFirst = false;
      this.#importSpec(imports);
    }
    if (this.#separators() > 1 || (isFirst && this.#semicolons > 0)) this.#mistakeHere("missing import path");
    this.#at++;
    this.#startToken();
  }

  #importSpec(imports: RawImport[]): void {
    if (this.#problem) return;
    const next = this.#peekAfterSpace();
    if (this.#semicolons > 0) this.#mistakeHere("missing import path");
    let name: ByteRange | undefined;
    if (next === DOT) {
      name = { start: this.#at, end: this.#at + 1 };
      this.#at++;
      this.#startToken();
    } else if (isIdentByte(next)) {
      name = this.#identifier();
    }
    const quote = this.#peekAfterSpace();
    const isBroken = next === DOT ? this.#semicolons > 0 : name && this.#separators() > 0;
    if (isBroken) this.#mistakeHere("missing import path");
    const start = this.#at;
    if (quote === BACKQUOTE) this.#rawString();
    else if (quote === QUOTE) this.#quotedString();
    else this.#fail("missing import path");
    if (this.#problem) return;
    imports.push({ literal: { start, end: this.#at }, name });
    this.#startToken();
  }

  #rawString(): void {
    const close = this.#bytes.indexOf(BACKQUOTE, this.#at + 1);
    if (close < 0) {
      this.#reachedEnd = true;
      this.#fail("string literal not terminated");
      return;
    }
    this.#at = close + 1;
  }

  #quotedString(): void {
    this.#at++;
    for (;;) {
      const byte = this.#peek();
      if (byte === END || byte === NEWLINE) {
        this.#fail("string literal not terminated");
        return;
      }
      this.#at++;
      if (byte === QUOTE) return;
      if (byte === BACKSLASH && this.#peek() !== END) this.#at++;
    }
  }

  #keyword(word: Uint8Array): void {
    this.#peekAfterSpace();
    if (word === PACKAGE && this.#semicolons > 0) this.#mistakeHere("expected package");
    for (const letter of word) {
      if (this.#peek() !== letter) {
        this.#fail(`expected ${decoder.decode(word)}`);
        return;
      }
      this.#at++;
    }
    if (isIdentByte(this.#peek())) this.#fail(`expected ${decoder.decode(word)}`);
    this.#startToken();
  }

  #startToken(): void {
    this.#semicolons = 0;
    this.#hasNewline = false;
  }

  /** Semicolons since the last token; a newline counts as one where go puts it in by itself. */
  #separators(): number {
    return this.#semicolons + (this.#hasNewline ? 1 : 0);
  }

  #mistakeHere(reason: string): void {
    this.#mistake ??= { at: this.#at, reason };
  }

  #identifier(): ByteRange | undefined {
    this.#peekAfterSpace();
    const start = this.#at;
    while (isIdentByte(this.#peek())) this.#at++;
    if (this.#at > start) {
      if (this.#semicolons > 0 || !isGoName(decoder.decode(this.#bytes.subarray(start, this.#at)))) {
        this.#mistakeHere("expected a name");
      }
      this.#startToken();
      return { start, end: this.#at };
    }
    this.#fail("expected a name");
    return undefined;
  }

  #peek(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) {
      this.#reachedEnd = true;
      return END;
    }
    if (byte === 0) this.#fail(NUL);
    return byte;
  }

  /** Skips blanks, semicolons and comments, as go does here, and gives the next byte. */
  #peekAfterSpace(): number {
    for (;;) {
      const byte = this.#peek();
      if (isBlank(byte)) {
        if (byte === SEMICOLON) this.#semicolons++;
        else if (byte === NEWLINE && this.#semicolons === 0) this.#hasNewline = true;
        this.#at++;
      } else if (byte !== SLASH || this.#problem) return byte;
      else if (!this.#skipComment()) return byte;
    }
  }

  #skipComment(): boolean {
    const bytes = this.#bytes;
    const second = bytes[this.#at + 1];
    if (second === SLASH) {
      const newline = bytes.indexOf(NEWLINE, this.#at + 2);
      if (newline < 0) this.#reachedEnd = true;
      if (this.#semicolons === 0) this.#hasNewline = true;
      this.#at = newline < 0 ? bytes.length : newline + 1;
      return true;
    }
    if (second !== STAR) {
      if (second === undefined) this.#reachedEnd = true;
      this.#fail("unexpected /");
      return false;
    }
    let star = bytes.indexOf(STAR, this.#at + 2);
    while (star >= 0 && bytes[star + 1] !== SLASH) star = bytes.indexOf(STAR, star + 1);
    if (star < 0) {
      this.#reachedEnd = true;
      this.#fail("comment not terminated");
      this.#at = bytes.length;
      return false;
    }
    const newline = bytes.indexOf(NEWLINE, this.#at);
    if (newline >= 0 && newline < star && this.#semicolons === 0) this.#hasNewline = true;
    this.#at = star + 2;
    return true;
  }

  #fail(reason: string): void {
    this.#problem ??= { at: Math.min(this.#at, this.#bytes.length), reason };
  }
}

function isBlank(byte: number): boolean {
  return (
    byte === SPACE ||
    byte === TAB ||
    byte === NEWLINE ||
    byte === RETURN ||
    byte === FORM_FEED ||
    byte === SEMICOLON
  );
}

function isIdentByte(byte: number): boolean {
  return (
    (byte >= 97 && byte <= 122) ||
    (byte >= 65 && byte <= 90) ||
    (byte >= 48 && byte <= 57) ||
    byte === 95 ||
    byte >= 0x80
  );
}
