/** Assignments: to variables of the environment, to PowerShell's own, and to preferences that change what a failure does. */
import type { CommandNode, ShellNode, Word } from "../shell/ast.ts";
import {
  type Cursor,
  noteUnread,
  oneLine,
  skipBlanks,
  skipStatement,
  spanOf,
  trimmedEnd,
} from "./_cursor.ts";
import { assignedWord, literalWord } from "./_make-word.ts";
import { readChain } from "./_read-chain.ts";
import { keywordOf } from "./_read-keyword.ts";
import { readBody } from "./_read-statements.ts";
import { nameOfVariable, readWord } from "./_read-word.ts";

const assignment =
  /^(?:\[[\w.[\]]+\][ \t]*)?\$(?:(env):(\w+)|\{(env):([^}]+)\}|((?:\w+:)?\w+))[ \t]*(\+?=)(?!=)/i;
/** `[Environment]::SetEnvironmentVariable("NAME", "value")`, for this process. */
const setVariable =
  /^\[(?:System\.)?Environment\]::SetEnvironmentVariable\([ \t]*["'](\w+)["'][ \t]*,[ \t]*(?:"([^"$`]*)"|'([^']*)')[ \t]*(?:,[ \t]*["']?(?:[\w.[\]:]*)?Process["']?[ \t]*)?\)/i;

/** Reads the assignment at the cursor; false when there is none. */
export function readAssignment(cursor: Cursor, nodes: ShellNode[]): boolean {
  const start = cursor.at;
  const rest = cursor.text.slice(start, start + 400);
  const match = assignment.exec(rest);
  if (match) {
    cursor.at += match[0].length;
    nodes.push(...readAssigned(cursor, match, start));
    return true;
  }
  const set = setVariable.exec(rest);
  if (set?.[1] === undefined) return false;
  cursor.at += set[0].length;
  nodes.push(exported(cursor, set[1], literalWord(cursor, set[2] ?? set[3] ?? "", start), start));
  return true;
}

function readAssigned(cursor: Cursor, match: RegExpExecArray, start: number): readonly CommandNode[] {
  const variable = match[2] ?? match[4];
  const own = match[5] ?? "";
  skipBlanks(cursor);
  const value = readValue(cursor, match[6] === "+=");
  const span = spanOf(cursor, start, trimmedEnd(cursor, start));
  const text = oneLine(cursor.text.slice(start, cursor.at));
  const [only] = value.parts;
  const isNull = value.parts.length === 1 && only?.kind === "other" && /^\$null$/i.test(only.text);
  if (variable !== undefined) {
    // What is empty or $null is taken out of the environment.
    const isEmpty = value.parts.every((part) => part.kind === "literal" && part.text === "");
    const words = [literalWord(cursor, isNull || isEmpty ? "unset" : "export", start)];
    if (isNull || isEmpty) words.push(literalWord(cursor, variable, start));
    else words.push(assignedWord(cursor, variable, value, start));
    return [{ kind: "command", assignments: [], words, redirects: [], span, text }];
  }
  if (/^(?:ErrorActionPreference)$/i.test(own)) return [];
  if (/^PSNativeCommandUseErrorActionPreference$/i.test(own)) {
    const words = ["set", /\$true/i.test(value.text) ? "-e" : "+e"].map((each) =>
      literalWord(cursor, each, start),
    );
    return [{ kind: "command", assignments: [], words, redirects: [], span, text }];
  }
  const one = { name: nameOfVariable(own), append: false, value, span };
  return [{ kind: "command", assignments: [one], words: [], redirects: [], span, text }];
}

/** The value behind `=`: one string, number or variable, or the output of a command; everything else is computed. */
function readValue(cursor: Cursor, isAppended: boolean): Word {
  const start = cursor.at;
  const first = cursor.text.slice(start, start + 2);
  const isCommand =
    /^(?:[A-Za-z&.\\/])/.test(first) && keywordOf(cursor.text.slice(start, start + 20)) === undefined;
  if (isCommand) {
    const body = [readChain(cursor)];
    const span = spanOf(cursor, start, cursor.at);
    return {
      parts: [{ kind: "substitution", body, quoted: true, span }],
      span,
      text: cursor.text.slice(start, cursor.at),
    };
  }
  const number = /^-?\d+(?:\.\d+)?(?=\s|;|$|\})/.exec(cursor.text.slice(start, start + 40))?.[0];
  const isText = /^@["']/.test(first);
  const word =
    number === undefined && (isText || !/^[[{@\-!]/.test(first)) ? readWord(cursor, readBody) : undefined;
  if (number !== undefined) cursor.at += number.length;
  skipBlanks(cursor);
  const isWhole = /^(?:[\n;})]|$)/.test(cursor.text.slice(cursor.at, cursor.at + 1)) && !isAppended;
  const isHole = word?.parts.some(({ kind }) => kind === "hole") && !/^["']/.test(first);
  if (isWhole && number !== undefined) return literalWord(cursor, String(Number(number)), start);
  if (isWhole && word && !isHole) return asTruth(word);
  skipStatement(cursor);
  noteUnread(cursor, start, "an expression");
  const span = spanOf(cursor, start, cursor.at);
  const text = cursor.text.slice(start, cursor.at).trim();
  return { parts: [{ kind: "other", text, span }], span, text };
}

/** `$true` becomes the text "True". */
function asTruth(word: Word): Word {
  const [only] = word.parts;
  if (word.parts.length !== 1 || only?.kind !== "other" || !/^\$(?:true|false)$/i.test(only.text))
    return word;
  const text = /true/i.test(only.text) ? "True" : "False";
  return { ...word, parts: [{ kind: "literal", text, quoted: true, span: only.span }] };
}

function exported(cursor: Cursor, name: string, value: Word, start: number): CommandNode {
  const words = [literalWord(cursor, "export", start), assignedWord(cursor, name, value, start)];
  const text = oneLine(cursor.text.slice(start, cursor.at));
  return {
    kind: "command",
    assignments: [],
    words,
    redirects: [],
    span: spanOf(cursor, start, cursor.at),
    text,
  };
}
