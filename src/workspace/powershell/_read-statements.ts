/** Statements of PowerShell as nodes of the shell's syntax tree, so that the same walk runs both. */
import type { CommandNode, ShellNode, Word, WordPart } from "../shell/ast.ts";
import { asShellCommand } from "./_as-shell-command.ts";
import {
  type Cursor,
  holeAt,
  noteUnread,
  skipBalanced,
  skipBetween,
  skipBlanks,
  skipStatement,
  spanOf,
} from "./_cursor.ts";
import { addLiteral, nameOfVariable, readWord } from "./_read-word.ts";

const maxDepth = 60;
const keyword =
  /^(?:if|foreach|for|while|do|switch|try|function|filter|param|return|exit|throw|trap|begin|process|end|using|class|enum|data|break|continue)(?![\w-])/i;
const assignment =
  /^(?:\[[\w.[\]]+\][ \t]*)?\$(?:(env):(\w+)|\{(env):([^}]+)\}|((?:\w+:)?\w+))[ \t]*(\+?=)(?!=)/i;
/** `[Environment]::SetEnvironmentVariable("NAME", "value")`, for this process. */
const setVariable =
  /^\[(?:System\.)?Environment\]::SetEnvironmentVariable\([ \t]*["'](\w+)["'][ \t]*,[ \t]*(?:"([^"$`]*)"|'([^']*)')[ \t]*(?:,[ \t]*["']?(?:[\w.[\]:]*)?Process["']?[ \t]*)?\)/i;

/** Statements up to a closing bracket, which stays, or to the end. */
export function readBody(cursor: Cursor, closing: string): readonly ShellNode[] {
  const nodes: ShellNode[] = [];
  if (++cursor.depth > maxDepth) {
    cursor.problems.push({
      span: spanOf(cursor, cursor.at, cursor.at + 1),
      reason: "The script is nested too deeply",
    });
    cursor.at = cursor.text.length;
  }
  for (;;) {
    skipBetween(cursor);
    if (cursor.at >= cursor.text.length || cursor.text[cursor.at] === closing) break;
    const start = cursor.at;
    readStatement(cursor, nodes);
    if (cursor.at === start) cursor.at++;
  }
  cursor.depth--;
  return nodes;
}

function readStatement(cursor: Cursor, nodes: ShellNode[]): void {
  const start = cursor.at;
  const rest = cursor.text.slice(start, start + 400);
  const word = keyword.exec(rest)?.[0].toLowerCase();
  if (word !== undefined) {
    readKeyword(cursor, nodes, word);
    return;
  }
  const assigned = assignment.exec(rest);
  if (assigned) {
    cursor.at += assigned[0].length;
    readAssignment(cursor, nodes, assigned, start);
    return;
  }
  const set = setVariable.exec(rest);
  if (set?.[1] !== undefined) {
    cursor.at += set[0].length;
    nodes.push(exported(cursor, set[1], literalWord(cursor, set[2] ?? set[3] ?? "", start), start));
    return;
  }
  // `$x`, `(…)`, `[type]::…`, `@{…}` and numbers are expressions; a text may be written to a file.
  if (/^(?:\$|\(|\[|@[({]|[\d-])/.test(rest) && !holeAt(cursor, start)) {
    skipStatement(cursor);
    noteUnread(cursor, start, "an expression");
    return;
  }
  nodes.push(readChain(cursor));
}

/** `a && b || c`, from PowerShell 7 on. */
function readChain(cursor: Cursor): ShellNode {
  const start = cursor.at;
  let left = readPipeline(cursor);
  for (;;) {
    skipBlanks(cursor);
    const operator = cursor.text.slice(cursor.at, cursor.at + 2);
    if (operator !== "&&" && operator !== "||") break;
    cursor.at += 2;
    skipBetween(cursor);
    const right = readPipeline(cursor);
    left = { kind: operator === "&&" ? "and" : "or", left, right, span: spanOf(cursor, start, cursor.at) };
  }
  if (cursor.text[cursor.at] !== "&") return left;
  cursor.at++;
  return { kind: "background", body: left, span: spanOf(cursor, start, cursor.at) };
}

function readPipeline(cursor: Cursor): ShellNode {
  const start = cursor.at;
  const first = readCommand(cursor);
  const parts: CommandNode[] = [first];
  for (;;) {
    skipBlanks(cursor);
    const here = cursor.at;
    // A line may begin with the bar.
    const next = /^\s*\|(?!\|)/.exec(cursor.text.slice(here, here + 400));
    if (!next) break;
    cursor.at += next[0].length;
    skipBetween(cursor);
    parts.push(readCommand(cursor));
  }
  const span = spanOf(cursor, start, cursor.at);
  const text = oneLine(cursor.text.slice(start, cursor.at));
  const commands = parts.map(asShellCommand);
  const written = writtenByPipe(parts, text);
  if (written) return written;
  return commands.length === 1 && commands[0] ? commands[0] : { kind: "pipeline", parts: commands, span };
}

/** `"NAME=value" | Out-File -Append $env:GITHUB_ENV` writes as `echo "NAME=value" >> $GITHUB_ENV` does. */
function writtenByPipe(
  [first, last, ...more]: readonly CommandNode[],
  text: string,
): CommandNode | undefined {
  if (!first || !last || more.length > 0) return undefined;
  if (!/^(?:Out-File|Add-Content|Tee-Object|Set-Content)$/i.test(last.words[0]?.text ?? "")) return undefined;
  const target = last.words.find((word) => /GITHUB_(?:ENV|PATH|OUTPUT)/i.test(word.text));
  if (!target) return undefined;
  const redirect = { operator: ">>", target, here: undefined, span: target.span };
  return { ...first, redirects: [...first.redirects, redirect], text };
}

/** Commands that run a text, a script or a program that they are given. */
const starter =
  /^(?:invoke-expression|iex|invoke-command|icm|start-process|saps|start-job|pwsh|powershell|cmd)(?:\.exe)?$/i;
const maybeGo = /(?:^|[\s"'\\/])go(?:\.exe)?(?=[\s"']|$)|\.(?:ps1|bat|cmd)\b/i;

function readCommand(cursor: Cursor): CommandNode {
  const start = cursor.at;
  const words: Word[] = [];
  const redirects: CommandNode["redirects"][number][] = [];
  if (/^&[ \t"'$]/.test(cursor.text.slice(start, start + 2))) cursor.at++;
  skipBlanks(cursor);
  if (/^["']|^@["']/.test(cursor.text.slice(start, start + 2)))
    words.push(literalWord(cursor, "echo", start));
  let end = start;
  for (; cursor.at < cursor.text.length; end = cursor.at) {
    skipBlanks(cursor);
    if (isEnd(cursor)) break;
    const redirect = /^(?:[\d*]?>>?&\d|[\d*]?>>?)/.exec(cursor.text.slice(cursor.at, cursor.at + 6))?.[0];
    const from = cursor.at;
    if (redirect !== undefined) {
      cursor.at += redirect.length;
      skipBlanks(cursor);
      const target = redirect.includes("&") ? undefined : readWord(cursor, readBody);
      redirects.push({ operator: redirect, target, here: undefined, span: spanOf(cursor, from, cursor.at) });
      continue;
    }
    words.push(readWord(cursor, readBody));
    if (cursor.at === from) cursor.at++;
  }
  const text = oneLine(cursor.text.slice(start, end));
  if (starter.test(words[0]?.text ?? "") && maybeGo.test(text.slice(words[0]?.text.length ?? 0))) {
    const reason = `What ${words[0]?.text} runs is not followed, and it may be go`;
    cursor.problems.push({ span: spanOf(cursor, start, end), reason });
  }
  return { kind: "command", assignments: [], words, redirects, span: spanOf(cursor, start, end), text };
}

function isEnd({ text, at }: Cursor): boolean {
  return at >= text.length || /[\n;|)}&]/.test(text[at] ?? "");
}

function trimmedEnd({ text, at }: Cursor, start: number): number {
  return start + text.slice(start, at).trimEnd().length;
}

function oneLine(text: string): string {
  return text.replace(/[ \t]*`?[ \t]*\r?\n\s*/g, " ").trim();
}

function readAssignment(cursor: Cursor, nodes: ShellNode[], match: RegExpExecArray, start: number): void {
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
    else words.push(assigned(cursor, variable, value, start));
    nodes.push({ kind: "command", assignments: [], words, redirects: [], span, text });
    return;
  }
  if (/^(?:ErrorActionPreference)$/i.test(own)) return;
  if (/^PSNativeCommandUseErrorActionPreference$/i.test(own)) {
    const words = ["set", /\$true/i.test(value.text) ? "-e" : "+e"].map((each) =>
      literalWord(cursor, each, start),
    );
    nodes.push({ kind: "command", assignments: [], words, redirects: [], span, text });
    return;
  }
  const one = { name: nameOfVariable(own), append: false, value, span };
  nodes.push({ kind: "command", assignments: [one], words: [], redirects: [], span, text });
}

/** The value behind `=`: one string, number or variable, or the output of a command; everything else is computed. */
function readValue(cursor: Cursor, isAppended: boolean): Word {
  const start = cursor.at;
  const first = cursor.text.slice(start, start + 2);
  const isCommand = /^(?:[A-Za-z&.\\/])/.test(first) && !keyword.test(cursor.text.slice(start, start + 20));
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

function readKeyword(cursor: Cursor, nodes: ShellNode[], word: string): void {
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

/** Whether a statement runs a program, whose status then counts; cmdlets leave it alone. */
export function isProgram(node: ShellNode): boolean {
  if (node.kind === "pipeline") return node.parts.some(isProgram);
  if (node.kind !== "command") return node.kind === "and" || node.kind === "or";
  const name = node.words[0]?.text ?? "";
  return (
    name !== "" &&
    !/^(?:[A-Za-z]+-[A-Za-z]+|cd|pushd|popd|export|unset|set|echo|exit|return|mkdir|ls|rm|cp|mv|cat|sl)$/i.test(
      name,
    )
  );
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

function exported(cursor: Cursor, name: string, value: Word, start: number): CommandNode {
  const words = [literalWord(cursor, "export", start), assigned(cursor, name, value, start)];
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

/** The word `NAME=value`. */
function assigned(cursor: Cursor, name: string, value: Word, start: number): Word {
  const parts: WordPart[] = [];
  addLiteral(cursor, parts, `${name}=`, start, start + 1, true);
  parts.push(...value.parts);
  return {
    parts,
    span: { start: spanOf(cursor, start, start + 1).start, end: value.span.end },
    text: `${name}=${value.text}`,
  };
}

function literalWord(cursor: Cursor, text: string, start: number): Word {
  const parts: WordPart[] = [];
  addLiteral(cursor, parts, text, start, start + 1, true);
  return { parts, span: spanOf(cursor, start, start + 1), text };
}
