import type { Span } from "../text/span.ts";
import type { Constraint, ConstraintResult } from "./constraint.ts";

/** Parses the expression of a `//go:build` line, which stands at `expression` in the line. */
export function parseGoBuildExpression(line: string, expression: Span): ConstraintResult {
  return new GoBuildParser(line, expression.start, expression.end).parse();
}

const TAG = /[\p{L}\p{Nd}_.]+/uy;
const MAX_NODES = 1000;

class SyntaxFault extends Error {
  readonly reason: string;
  readonly offset: number;
  constructor(reason: string, offset: number) {
    super(reason);
    this.reason = reason;
    this.offset = offset;
  }
}

/** A parser over one line; `#token` is the token that was read last, "" at the end. */
class GoBuildParser {
  readonly #line: string;
  readonly #end: number;
  #at: number;
  #token = "";
  #isTag = false;
  #tokenStart = 0;
  #previousEnd = 0;
  #nodes = 0;

  constructor(line: string, start: number, end: number) {
    this.#line = line;
    this.#at = start;
    this.#end = end;
    this.#tokenStart = start;
  }

  parse(): ConstraintResult {
    try {
      const constraint = this.#or();
      if (this.#token !== "") this.#unexpected();
      return { ok: true, constraint };
    } catch (fault) {
      if (!(fault instanceof SyntaxFault)) throw fault;
      return { ok: false, problem: { reason: fault.reason, offset: fault.offset } };
    }
  }

  #or(): Constraint {
    let left = this.#and();
    while (this.#token === "||") {
      const right = this.#and();
      left = { kind: "or", left, right, span: this.#spanFrom(left) };
    }
    return left;
  }

  #and(): Constraint {
    let left = this.#not();
    while (this.#token === "&&") {
      const right = this.#not();
      left = { kind: "and", left, right, span: this.#spanFrom(left) };
    }
    return left;
  }

  #not(): Constraint {
    this.#nodes++;
    if (this.#nodes > MAX_NODES) throw new SyntaxFault("build expression too large", this.#tokenStart);
    this.#next();
    if (this.#token !== "!") return this.#atom();
    const start = this.#tokenStart;
    this.#next();
    if (this.#token === "!") throw new SyntaxFault("double negation not allowed", this.#tokenStart);
    const operand = this.#atom();
    return { kind: "not", operand, span: { start, end: this.#previousEnd } };
  }

  #atom(): Constraint {
    if (this.#token === "(") return this.#parentheses();
    if (!this.#isTag) this.#unexpected();
    const span = { start: this.#tokenStart, end: this.#at };
    const tag = this.#token;
    this.#next();
    return { kind: "tag", tag, span };
  }

  #parentheses(): Constraint {
    const open = this.#tokenStart;
    let inner: Constraint;
    try {
      inner = this.#or();
    } catch (fault) {
      if (fault instanceof SyntaxFault && fault.reason === "unexpected end of expression") {
        throw new SyntaxFault("missing close paren", fault.offset);
      }
      throw fault;
    }
    if (this.#token !== ")") throw new SyntaxFault("missing close paren", open);
    this.#next();
    return { ...inner, span: { start: open, end: this.#previousEnd } };
  }

  #unexpected(): never {
    const reason = this.#token === "" ? "unexpected end of expression" : `unexpected token ${this.#token}`;
    throw new SyntaxFault(reason, this.#tokenStart);
  }

  #spanFrom(left: Constraint): Span {
    return { start: left.span?.start ?? 0, end: this.#previousEnd };
  }

  #next(): void {
    this.#previousEnd = this.#at;
    this.#isTag = false;
    while (this.#at < this.#end && (this.#line[this.#at] === " " || this.#line[this.#at] === "\t"))
      this.#at++;
    this.#tokenStart = this.#at;
    if (this.#at >= this.#end) {
      this.#token = "";
      return;
    }
    const char = this.#line[this.#at] ?? "";
    if (char === "(" || char === ")" || char === "!") {
      this.#take(1);
      return;
    }
    if (char === "&" || char === "|") {
      if (this.#at + 1 >= this.#end || this.#line[this.#at + 1] !== char) {
        throw new SyntaxFault(`invalid syntax at ${char}`, this.#at);
      }
      this.#take(2);
      return;
    }
    TAG.lastIndex = this.#at;
    const tag = TAG.exec(this.#line)?.[0];
    if (tag === undefined) {
      const rune = String.fromCodePoint(this.#line.codePointAt(this.#at) ?? 0);
      throw new SyntaxFault(`invalid syntax at ${rune}`, this.#at);
    }
    this.#isTag = true;
    this.#take(tag.length);
  }

  #take(length: number): void {
    this.#token = this.#line.slice(this.#at, this.#at + length);
    this.#at += length;
  }
}
