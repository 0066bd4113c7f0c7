/** Words of a command and values of an assignment. https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_parsing */
import type { ShellNode, Word, WordPart } from "../shell/ast.ts";
import { type Cursor, hereStringAt, holeAt, noteUnread, skipBalanced, spanOf } from "./_cursor.ts";

/** Reads the statements up to a closing bracket, which stays. */
export type ReadBody = (cursor: Cursor, closing: string) => readonly ShellNode[];

const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  "0": "\0",
  a: "",
  b: "",
  f: "",
  v: "",
  e: "",
};

/** The word at the cursor, up to a blank or an operator. */
export function readWord(cursor: Cursor, readBody: ReadBody): Word {
  const start = cursor.at;
  const parts: WordPart[] = [];
  while (cursor.at < cursor.text.length && !endsWord(cursor)) readPart(cursor, parts, readBody);
  const text = cursor.text.slice(start, cursor.at);
  const span = spanOf(cursor, start, cursor.at);
  const bare = parts.filter((part) => part.kind === "literal" && !part.quoted);
  const isList = bare.some((part) => part.kind === "literal" && part.text.includes(","));
  // `-coverprofile=c.out` arrives as two arguments, `a,b` as a list.
  const isCut = /^-[A-Za-z][^"'$(]*\./.test(text);
  const isComputed = isList || isCut || text === "--%" || /^(?:@(?!["'])|\{)/.test(text);
  return { parts: isComputed ? [{ kind: "other", text, span }] : parts, span, text };
}

function endsWord(cursor: Cursor): boolean {
  if (holeAt(cursor, cursor.at)) return false;
  const character = cursor.text[cursor.at] ?? "";
  if (/[\s;|)}]/.test(character)) return true;
  if (character === "&") return true;
  return character === "`" && /^`[ \t]*\r?\n/.test(cursor.text.slice(cursor.at, cursor.at + 80));
}

function readPart(cursor: Cursor, parts: WordPart[], readBody: ReadBody): void {
  if (readHole(cursor, parts, false)) return;
  const { text, at } = cursor;
  const character = text[at] ?? "";
  if (character === "'") {
    readSingle(cursor, parts);
    return;
  }
  if (character === '"') {
    readDouble(cursor, parts, readBody);
    return;
  }
  if (character === "$") {
    readDollar(cursor, parts, false, readBody);
    return;
  }
  if (character === "(") {
    cursor.at++;
    const body = readBody(cursor, ")");
    cursor.at++;
    parts.push({ kind: "substitution", body, quoted: false, span: spanOf(cursor, at, cursor.at) });
    return;
  }
  const here = character === "@" ? hereStringAt(text, at) : undefined;
  if (here) {
    cursor.at = here.start;
    if (here.quote === "'")
      addLiteral(cursor, parts, text.slice(here.start, here.stop), here.start, here.stop, true);
    else while (cursor.at < here.stop) readInside(cursor, parts, readBody, here.stop);
    cursor.at = here.end;
    return;
  }
  if (character === "{" || (character === "@" && /^@[({]/.test(text.slice(at, at + 2)))) {
    if (character === "@") cursor.at++;
    skipBalanced(cursor);
    noteUnread(cursor, at, "a block");
    parts.push({ kind: "other", text: text.slice(at, cursor.at), span: spanOf(cursor, at, cursor.at) });
    return;
  }
  if (character === "`") {
    readEscape(cursor, parts);
    return;
  }
  cursor.at++;
  while (
    cursor.at < text.length &&
    /[^\s;|)}&`'"$({]/.test(text[cursor.at] ?? "") &&
    !holeAt(cursor, cursor.at)
  )
    cursor.at++;
  addLiteral(cursor, parts, text.slice(at, cursor.at), at, cursor.at, false);
}

/** Reads the hole at the cursor; false when there is none. */
function readHole(cursor: Cursor, parts: WordPart[], quoted: boolean): boolean {
  const hole = holeAt(cursor, cursor.at);
  if (!hole) return false;
  const span = spanOf(cursor, cursor.at, hole.end);
  parts.push({ kind: "hole", expression: hole.expression, quoted, span });
  cursor.at = hole.end;
  return true;
}

function readEscape(cursor: Cursor, parts: WordPart[]): void {
  const start = cursor.at;
  const escaped = cursor.text[start + 1] ?? "";
  cursor.at += 2;
  addLiteral(cursor, parts, escapes[escaped] ?? escaped, start, cursor.at, true);
}

function readSingle(cursor: Cursor, parts: WordPart[]): void {
  const start = cursor.at++;
  let from = cursor.at;
  let isEmpty = true;
  const flush = (): void => {
    if (cursor.at > from || isEmpty)
      addLiteral(cursor, parts, cursor.text.slice(from, cursor.at), from, cursor.at, true);
    isEmpty = false;
  };
  while (cursor.at < cursor.text.length) {
    if (holeAt(cursor, cursor.at)) {
      flush();
      readHole(cursor, parts, true);
      from = cursor.at;
    } else if (cursor.text[cursor.at] !== "'") cursor.at++;
    else if (cursor.text[cursor.at + 1] === "'") {
      cursor.at++;
      flush();
      from = ++cursor.at;
    } else break;
  }
  flush();
  cursor.at = Math.max(cursor.at + 1, start + 1);
}

function readDouble(cursor: Cursor, parts: WordPart[], readBody: ReadBody): void {
  const start = cursor.at++;
  const before = parts.length;
  while (cursor.at < cursor.text.length) {
    const character = cursor.text[cursor.at];
    if (character === '"' && !holeAt(cursor, cursor.at)) {
      if (cursor.text[cursor.at + 1] !== '"') break;
      addLiteral(cursor, parts, '"', cursor.at, cursor.at + 2, true);
      cursor.at += 2;
    } else readInside(cursor, parts, readBody, cursor.text.length);
  }
  if (parts.length === before) addLiteral(cursor, parts, "", start, start + 1, true);
  cursor.at++;
}

/** One piece inside double quotes or of a here-string. */
function readInside(cursor: Cursor, parts: WordPart[], readBody: ReadBody, stop: number): void {
  if (readHole(cursor, parts, true)) return;
  const { text, at } = cursor;
  if (text[at] === "`") {
    readEscape(cursor, parts);
    return;
  }
  if (text[at] === "$" && /^\$[\w({:]/.test(text.slice(at, at + 2))) {
    readDollar(cursor, parts, true, readBody);
    return;
  }
  cursor.at++;
  while (cursor.at < stop && !/["`$]/.test(text[cursor.at] ?? "") && !holeAt(cursor, cursor.at)) cursor.at++;
  addLiteral(cursor, parts, text.slice(at, cursor.at), at, cursor.at, true);
}

const variable = /^\$(?:\{(?:(env):)?([^}`]+)\}|(?:(env):)?([A-Za-z_]\w*|\?))/i;
/** Variables that PowerShell sets itself; the status of the last program is `$?` here. */
const status = /^(?:lastexitcode|\?)$/i;
const automatic =
  /^(?:_|args|input|this|psitem|matches|error|home|profile|pid|true|false|null|host|psscriptroot|pscommandpath|psboundparameters|myinvocation|is(?:windows|linux|macos)|psversiontable)$/i;

function readDollar(cursor: Cursor, parts: WordPart[], quoted: boolean, readBody: ReadBody): void {
  const { text, at } = cursor;
  if (text.startsWith("$(", at)) {
    cursor.at += 2;
    const body = readBody(cursor, ")");
    cursor.at++;
    parts.push({ kind: "substitution", body, quoted, span: spanOf(cursor, at, cursor.at) });
    return;
  }
  const match = variable.exec(text.slice(at, at + 300));
  if (!match) {
    cursor.at++;
    addLiteral(cursor, parts, "$", at, cursor.at, quoted);
    return;
  }
  cursor.at += match[0].length;
  const scope = match[1] ?? match[3];
  const name = match[2] ?? match[4] ?? "";
  const isMember = !quoted && /^(?:\.\w|\[|::)/.test(text.slice(cursor.at, cursor.at + 2));
  if (isMember) {
    const member = /^(?:\.\w+|::\w+)*/;
    for (;;) {
      cursor.at += member.exec(text.slice(cursor.at))?.[0].length ?? 0;
      if (!/[([]/.test(text[cursor.at] ?? "")) break;
      skipBalanced(cursor);
    }
  }
  const span = spanOf(cursor, at, cursor.at);
  const plain = scope ? name : status.test(name) ? "?" : nameOfVariable(name);
  if (isMember || (!scope && automatic.test(name)))
    parts.push({ kind: "other", text: text.slice(at, cursor.at), span });
  else parts.push({ kind: "variable", name: plain, operator: "", argument: undefined, quoted: true, span });
}

/** PowerShell's own variables are no environment, and their names have no case. */
export function nameOfVariable(name: string): string {
  return `$${name.replace(/^(?:script|global|local|private|variable):/i, "").toLowerCase()}`;
}

export function addLiteral(
  cursor: Cursor,
  parts: WordPart[],
  text: string,
  start: number,
  end: number,
  quoted: boolean,
): void {
  parts.push({ kind: "literal", text, quoted, span: spanOf(cursor, start, end) });
}
