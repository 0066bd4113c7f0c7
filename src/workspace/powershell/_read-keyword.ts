/** Statements that begin with a keyword: conditions, loops, functions, and what ends a script. */
import type { ShellNode } from "../shell/ast.ts";
import {
  type Cursor,
  isEnd,
  noteUnread,
  oneLine,
  skipBalanced,
  skipBetween,
  skipBlanks,
  skipStatement,
  spanOf,
} from "./_cursor.ts";
import { isProgram } from "./_is-program.ts";
import { literalWord } from "./_make-word.ts";
import { readBody } from "./_read-statements.ts";
import { readWord } from "./_read-word.ts";

const keyword =
  /^(?:if|foreach|for|while|do|switch|try|function|filter|param|return|exit|throw|trap|begin|process|end|using|class|enum|data|break|continue)(?![\w-])/i;

/** The keyword at the start of a text, in small letters. */
export function keywordOf(text: string): string | undefined {
  return keyword.exec(text)?.[0].toLowerCase();
}

/** Reads the statement of the keyword at the cursor. */
export function readKeyword(cursor: Cursor, nodes: ShellNode[], word: string): void {
  const start = cursor.at;
  const spanned = (): ShellNode["span"] => spanOf(cursor, start, cursor.at);
  switch (word) {
    case "if":
      readIf(cursor, nodes);
      return;
    case "foreach":
    case "for":
    case "while": {
      cursor.at += word.length;
      skipHeader(cursor);
      const body = readBlock(cursor);
      if (body) nodes.push({ kind: "while", condition: [], body, span: spanned() });
      return;
    }
    case "do": {
      cursor.at += word.length;
      const body = readBlock(cursor);
      if (body) nodes.push({ kind: "group", body, span: spanned() });
      skipBetween(cursor);
      if (/^(?:while|until)\b/i.test(cursor.text.slice(cursor.at, cursor.at + 6))) skipStatement(cursor);
      return;
    }
    case "try":
      readTry(cursor, nodes);
      return;
    case "function":
    case "filter": {
      cursor.at += word.length;
      skipBlanks(cursor);
      const name = /^[\w:-]+/.exec(cursor.text.slice(cursor.at, cursor.at + 200))?.[0] ?? "";
      cursor.at += name.length;
      skipHeader(cursor);
      const body = readBlock(cursor);
      if (body) nodes.push({ kind: "function", name, body, span: spanned() });
      return;
    }
    case "exit":
    case "throw":
    case "return":
    case "break":
    case "continue": {
      cursor.at += word.length;
      skipBlanks(cursor);
      const value = word === "exit" && !isEnd(cursor) ? [readWord(cursor, readBody)] : [];
      skipStatement(cursor);
      const name = {
        ...literalWord(cursor, word === "throw" ? "exit" : word, start),
        text: word === "throw" ? "exit" : word,
      };
      const code = word === "throw" ? [literalWord(cursor, "1", start)] : value;
      const text = oneLine(cursor.text.slice(start, cursor.at));
      if (word === "return") noteUnread(cursor, start, "an expression");
      nodes.push({
        kind: "command",
        assignments: [],
        words: [name, ...code],
        redirects: [],
        span: spanned(),
        text,
      });
      return;
    }
    default:
      while (!isEnd(cursor) && cursor.text[cursor.at] !== "{" && cursor.text[cursor.at] !== "(") cursor.at++;
      skipBrackets(cursor);
      noteUnread(cursor, start, `"${word}"`);
  }
}

/** Conditions that ask whether the last program failed or not. */
const asksFailure =
  /^\(\s*(?:\$LASTEXITCODE(?:\s+-(?:ne|gt)\s+0)?|(?:-not|!)\s*\$\?|\$\?\s+-eq\s+\$false)\s*\)$/i;
const asksSuccess = /^\(\s*(?:\$LASTEXITCODE\s+-eq\s+0|\$\?)\s*\)$/i;

function readIf(cursor: Cursor, nodes: ShellNode[]): void {
  const start = cursor.at;
  cursor.at += 2;
  skipBlanks(cursor);
  const header = skipHeader(cursor);
  const body = readBlock(cursor);
  if (!body) return;
  const branches: { condition: readonly ShellNode[]; body: readonly ShellNode[] }[] = [
    { condition: [], body },
  ];
  let otherwise: readonly ShellNode[] = [];
  for (;;) {
    const back = cursor.at;
    skipBetween(cursor);
    const word = /^(?:elseif|else)\b/i.exec(cursor.text.slice(cursor.at, cursor.at + 8))?.[0];
    if (word === undefined) {
      cursor.at = back;
      break;
    }
    cursor.at += word.length;
    const isElse = word.length === 4;
    if (!isElse) skipHeader(cursor);
    const block = readBlock(cursor) ?? [];
    if (isElse) {
      otherwise = block;
      break;
    }
    branches.push({ condition: [], body: block });
  }
  const span = spanOf(cursor, start, cursor.at);
  const last = nodes.at(-1);
  const isPlain = branches.length === 1 && otherwise.length === 0;
  const kind = asksFailure.test(header) ? "or" : asksSuccess.test(header) ? "and" : undefined;
  if (kind && isPlain && last && isProgram(last)) {
    const whole = { start: last.span.start, end: span.end };
    nodes[nodes.length - 1] = { kind, left: last, right: { kind: "group", body, span }, span: whole };
    return;
  }
  nodes.push({ kind: "if", branches, otherwise, span });
}

function readTry(cursor: Cursor, nodes: ShellNode[]): void {
  const start = cursor.at;
  cursor.at += 3;
  const body = readBlock(cursor);
  if (body) nodes.push({ kind: "group", body, span: spanOf(cursor, start, cursor.at) });
  for (;;) {
    const back = cursor.at;
    skipBetween(cursor);
    const from = cursor.at;
    const word = /^(?:catch|finally)\b/i.exec(cursor.text.slice(from, from + 8))?.[0].toLowerCase();
    if (word === undefined) {
      cursor.at = back;
      return;
    }
    cursor.at += word.length;
    while (cursor.at < cursor.text.length && cursor.text[cursor.at] !== "{") cursor.at++;
    const block = readBlock(cursor) ?? [];
    const span = spanOf(cursor, from, cursor.at);
    if (word === "finally") nodes.push({ kind: "group", body: block, span });
    else nodes.push({ kind: "if", branches: [{ condition: [], body: block }], otherwise: [], span });
  }
}

/** Passes over `( … )`; what runs there is not followed. */
function skipHeader(cursor: Cursor): string {
  skipBetween(cursor);
  const start = cursor.at;
  if (cursor.text[start] !== "(") return "";
  skipBalanced(cursor);
  noteUnread(cursor, start, "a condition");
  return cursor.text.slice(start, cursor.at);
}

function skipBrackets(cursor: Cursor): void {
  for (;;) {
    skipBetween(cursor);
    if (!/[({[]/.test(cursor.text[cursor.at] ?? "")) return;
    skipBalanced(cursor);
  }
}

function readBlock(cursor: Cursor): readonly ShellNode[] | undefined {
  skipBetween(cursor);
  if (cursor.text[cursor.at] !== "{") return undefined;
  cursor.at++;
  const body = readBody(cursor, "}");
  cursor.at++;
  return body;
}
