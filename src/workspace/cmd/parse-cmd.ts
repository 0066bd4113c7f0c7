/**
 * Scripts of cmd.exe as far as they decide how go runs: commands, `set NAME=value`, `cd`, `&&`, `||` and `&`, as
 * nodes of the shell's syntax tree. Blocks, loops and `if` that may run go are problems.
 * https://learn.microsoft.com/windows-server/administration/windows-commands/cmd
 */
import type { EmbeddedText } from "../../text/embedded-text.ts";
import type { Span } from "../../text/span.ts";
import type { CommandNode, ShellNode, ShellScript, Word, WordPart } from "../shell/ast.ts";
import { literalOf, withSlashes } from "../windows-words.ts";
import { type Line, literalWord, readWord, type Script, spanOf, wordsOf } from "./_read-words.ts";

/** Parses a batch script that stands in `file`. */
export function parseCmd(input: EmbeddedText, options: { file: string; span?: Span }): ShellScript {
  const { text } = input;
  const script: Script = { input, problems: [] };
  const body = blocksOf(linesOf(text)).flatMap((line) => readLine(line, script) ?? []);
  const span = options.span ?? { start: input.fileOffset(0), end: input.fileOffset(text.length) };
  return { file: options.file, span, body, shebang: undefined, problems: script.problems, comments: [] };
}

/** Lines with their continuations: a caret at the end joins the next one. */
function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const match of text.matchAll(/(?<!\^)\r?\n|$/g)) {
    if (match.index < start) continue;
    lines.push({ text: text.slice(start, match.index), start });
    start = match.index + match[0].length;
  }
  return lines;
}

/** A condition or loop with its block, which ends where its brackets do, as one line. */
function blocksOf(lines: readonly Line[]): readonly Line[] {
  const blocks: Line[] = [];
  let open: Line | undefined;
  for (const line of lines) {
    const block: Line = open ? { text: `${open.text}\n${line.text}`, start: open.start } : line;
    const plain = block.text.replace(/"[^"\n]*"|\^./g, "");
    const isOpen = control.test(block.text) && plain.split("(").length > plain.split(")").length;
    if (isOpen) open = block;
    else {
      blocks.push(block);
      open = undefined;
    }
  }
  return open ? [...blocks, open] : blocks;
}

/** Among them echo: it leaves the status of the program before it, which is then still the script's. */
const ignored = /^\s*@?\s*(?:$|rem\b|::|:[\w]|echo(?:[.:]|\s)[^&|<>]*$|setlocal\b|endlocal\b|title\b)/i;
const control = /^\s*@?\s*(?:if\b|for\b|goto\b|\(|\))/i;
/** `if errorlevel 1 exit /b 1`, `if %ERRORLEVEL% neq 0 exit /b %ERRORLEVEL%` right behind a command. */
const asksFailure = /^\s*@?\s*if\s+(?:errorlevel\s+1|"?%errorlevel%"?\s*(?:neq|gtr)\s*"?0"?)\s+\(?\s*exit\b/i;
const mayRunGo =
  /(?:^|[\s(&|"'\\/])go(?:\.exe)?"?\s+(?:build|test|run|install|vet|generate|mod|list|env|get|tool|work)\b/i;

function readLine(line: Line, script: Script): ShellNode | undefined {
  if (ignored.test(line.text)) return undefined;
  const span = spanOf(script, line.start, line.start + line.text.length);
  if (asksFailure.test(line.text)) {
    // `$?` right behind a command: somebody looks.
    const status: WordPart = {
      kind: "variable",
      name: "?",
      operator: "",
      argument: undefined,
      quoted: true,
      span,
    };
    const words = [literalWord("exit", span), { parts: [status], span, text: "$?" }];
    return {
      kind: "if",
      branches: [{ condition: [commandOf(words, line.text.trim(), span)], body: [] }],
      otherwise: [],
      span,
    };
  }
  if (control.test(line.text)) {
    if (mayRunGo.test(line.text)) {
      const reason = "A block or a condition of cmd is not read, and it may run go";
      script.problems.push({ span, reason });
    }
    return undefined;
  }
  return readChain(line, script);
}

/** Commands between `&`, `&&`, `||` and `|`, all in one line; quotes and carets hide the operators. */
function readChain(line: Line, script: Script): ShellNode | undefined {
  let chain: ShellNode | undefined;
  let operator = "";
  for (const piece of piecesOf(line)) {
    const command = readCommand(piece, script);
    if (command && !chain) chain = command;
    else if (command && chain) {
      const span = { start: chain.span.start, end: command.span.end };
      if (operator === "&&") chain = { kind: "and", left: chain, right: command, span };
      else if (operator === "||") chain = { kind: "or", left: chain, right: command, span };
      else if (operator === "|") chain = { kind: "pipeline", parts: [chain, command], span };
      else chain = { kind: "group", body: [chain, command], span };
    }
    operator = piece.operator;
  }
  return chain;
}

/** The texts between operators, each with the operator behind it. */
function piecesOf({ text, start }: Line): readonly (Line & { readonly operator: string })[] {
  const pieces: (Line & { operator: string })[] = [];
  let from = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? "";
    if (character === '"') isQuoted = !isQuoted;
    if (isQuoted) continue;
    if (character === "^") at++;
    else if (/[&|]/.test(character) && text[at - 1] !== ">") {
      const operator = text[at + 1] === character ? character.repeat(2) : character;
      pieces.push({ text: text.slice(from, at), start: start + from, operator });
      at += operator.length - 1;
      from = at + 1;
    }
  }
  pieces.push({ text: text.slice(from), start: start + from, operator: "" });
  return pieces;
}

/** Commands that run a text, a script or a program that they are given. */
const starter = /^(?:powershell|pwsh|cmd|start|call)(?:\.exe)?$/;
const maybeGo = /(?:^|[\s"'\\/])go(?:\.exe)?(?=[\s"']|$)|\.(?:ps1|bat|cmd)\b/i;

function readCommand(piece: Line, script: Script): CommandNode | undefined {
  const lead = /^[\s@]*/.exec(piece.text)?.[0].length ?? 0;
  const text = piece.text.slice(lead);
  const start = piece.start + lead;
  if (text.trim() === "") return undefined;
  const span = spanOf(script, start, start + text.trimEnd().length);
  const line = text.replace(/\s*\^\r?\n\s*/g, " ").trim();
  const set = /^set\s+(?:"(\w+)=([^"]*)"\s*$|(\w+)=([\s\S]*)$)/i.exec(text);
  const name = set?.[1] ?? set?.[3];
  if (set && name !== undefined) {
    // Blanks before `&&` belong to the value.
    const value = set[2] ?? set[4] ?? "";
    const at = start + text.indexOf("=") + 1;
    if (value === "") return commandOf([literalWord("unset", span), literalWord(name, span)], line, span);
    const word = readWord({ text: value, start: at }, script);
    const first: WordPart = { kind: "literal", text: `${name}=`, quoted: true, span };
    const assigned = { parts: [first, ...word.parts], span: word.span, text: `${name}=${value}` };
    return commandOf([literalWord("export", span), assigned], line, span);
  }
  const written = /^echo[ \t]+([\s\S]*?)[ \t]*\d?>>?[ \t]*"?%GITHUB_(ENV|PATH|OUTPUT)%"?/i.exec(text);
  if (written?.[1] !== undefined) {
    const at = start + text.indexOf(written[1], 4);
    const words = [literalWord("echo", span), readWord({ text: written[1], start: at }, script)];
    const target = literalWord(`$GITHUB_${written[2]}`, span);
    return {
      ...commandOf(words, line, span),
      redirects: [{ operator: ">>", target, here: undefined, span }],
    };
  }
  if (/^set\b/i.test(text)) return isInput(text) ? openSet(text, line, span) : undefined;
  const words = wordsOf({ text, start }, script);
  const [first, ...rest] = words;
  const program = first && literalOf(first)?.toLowerCase();
  if (!first || program === undefined) return commandOf(words, line, span);
  if (/^(?:cd|chdir|pushd|popd)$/.test(program)) {
    const targets = rest.filter((word) => !/^\/d$/i.test(word.text)).map(withSlashes);
    return commandOf([literalWord(program === "chdir" ? "cd" : program, first.span), ...targets], line, span);
  }
  if (starter.test(program) && maybeGo.test(text.slice(program.length))) {
    const reason = `What ${program} runs is not followed, and it may be go`;
    script.problems.push({ span, reason });
  }
  if (program === "exit") return commandOf([literalWord("exit", first.span)], line, span);
  if (program === "call")
    return commandOf(
      rest.map((word, index) => (index === 0 ? withSlashes(word) : word)),
      line,
      span,
    );
  return commandOf([withSlashes(first), ...rest], line, span);
}

/** `set /p NAME=…` and `set /a NAME=…` */
function isInput(text: string): boolean {
  return /^set\s+"?\/[ap]/i.test(text);
}

function openSet(text: string, line: string, span: Span): CommandNode | undefined {
  const name = /^set\s+"?\/[ap]\s+"?(\w+)\s*[-+*/]?=/i.exec(text)?.[1];
  if (name === undefined) return undefined;
  const parts: WordPart[] = [
    { kind: "literal", text: `${name}=`, quoted: true, span },
    { kind: "other", text: line, span },
  ];
  return commandOf([literalWord("export", span), { parts, span, text: `${name}=${line}` }], line, span);
}

function commandOf(words: readonly Word[], text: string, span: Span): CommandNode {
  return { kind: "command", assignments: [], words, redirects: [], span, text };
}
