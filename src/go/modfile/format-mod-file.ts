/** Prints the syntax tree in the one layout that `go mod edit -fmt` and `go work edit -fmt` write. */
import { trimGoSpace } from "../white-space.ts";
import type { Comment, LineBlock, ModSyntax, Statement, Token } from "./syntax.ts";

/** The text of a go.mod or go.work in Go's layout; text that already has it comes back unchanged. */
export function formatModFile(syntax: ModSyntax): string {
  const printer = new Printer();
  syntax.statements.forEach((statement, index) => {
    if (index > 0) printer.endLine();
    printStatement(printer, statement);
  });
  return printer.finish();
}

function printStatement(printer: Printer, statement: Statement): void {
  printer.commentsAbove(statement.before);
  if (statement.kind === "comments") return;
  printer.tokens(statement.tokens);
  if (statement.kind === "block") printBlock(printer, statement);
  printer.commentsBehind(statement.suffix);
  printer.endLine();
}

function printBlock(printer: Printer, block: LineBlock): void {
  printer.text(" (");
  printer.commentsBehind(block.open.suffix);
  printer.margin = "\t";
  for (const line of block.lines) {
    printer.endLine();
    printer.commentsAbove(line.before);
    printer.tokens(line.tokens);
    printer.commentsBehind(line.suffix);
  }
  // Go indents only the lines: comments above the closing parenthesis stand at the margin.
  printer.margin = "";
  printer.endLine();
  printer.commentsAbove(block.close.before);
  printer.text(")");
  printer.commentsBehind(block.close.suffix);
}

/** Holds the finished lines, the line being written, and the comments that wait for its end. */
class Printer {
  margin = "";
  readonly #lines: string[] = [];
  #line = "";
  #behind: Comment[] = [];

  text(text: string): void {
    this.#line += text;
  }

  tokens(tokens: readonly Token[]): void {
    let gap = "";
    for (const { text } of tokens) {
      if (text === "," || text === ")" || text === "]" || text === "}") gap = "";
      this.#line += gap + text;
      gap = text === "(" || text === "[" || text === "{" ? "" : " ";
    }
  }

  commentsAbove(comments: readonly Comment[]): void {
    for (const { text } of comments) {
      this.#line += trimGoSpace(text);
      this.endLine();
    }
  }

  commentsBehind(comments: readonly Comment[]): void {
    if (comments.length > 0) this.#behind.push(...comments);
  }

  /** Ends the line; a blank line at the top or after another blank line is left out. */
  endLine(): void {
    this.#behind.forEach(({ text }, index) => {
      if (index > 0) this.#finishLine();
      this.#line += (index > 0 ? "" : " ") + trimGoSpace(text);
    });
    this.#behind = [];
    this.#finishLine();
  }

  #finishLine(): void {
    const line = trimBlanks(this.#line);
    if (line !== "" || (this.#lines.length > 0 && this.#lines.at(-1) !== "")) this.#lines.push(line);
    this.#line = this.margin;
  }

  finish(): string {
    while (this.#lines.at(-1) === "") this.#lines.pop();
    return this.#lines.length > 0 ? `${this.#lines.join("\n")}\n` : "";
  }
}

function trimBlanks(line: string): string {
  let end = line.length;
  while (end > 0 && (line[end - 1] === " " || line[end - 1] === "\t")) end--;
  return end === line.length ? line : line.slice(0, end);
}
