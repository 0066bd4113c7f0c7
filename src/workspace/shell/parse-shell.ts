/**
 * Shell scripts by the Bash grammar. References: POSIX.1-2017 "Shell Command Language"
 * https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html and the Bash manual
 * https://www.gnu.org/software/bash/manual/bash.html
 */
import type { EmbeddedText } from "../../text/embedded-text.ts";
import type { Span } from "../../text/span.ts";
import type { SyntaxNode } from "../syntax/syntax-node.ts";
import { maskMisread } from "./_mask-misread.ts";
import { isWordKind, readWords, type StatementContext } from "./_read-command.ts";
import { readStatements } from "./_read-statements.ts";
import { wordAsScript } from "./_read-word.ts";
import { prepareScriptText, type ScriptText } from "./_script-text.ts";
import type { ShellScript, Word } from "./ast.ts";
import { shellGrammar } from "./grammar.ts";

const maxDepth = 200;
/** Longer scripts are not read: no person writes them, and the grammar needs more than half a second for one. */
const maxLength = 512 << 10;

/** Parses a script that stands in `file`; `loadShellGrammar` must have been awaited before. */
export function parseShell(input: EmbeddedText, options: { file: string; span?: Span }): ShellScript {
  const grammar = shellGrammar();
  let script = prepareScriptText(input, options.file);
  const span = options.span ?? script.spanOf(0, script.text.length);
  const shebang = /^#![ \t]*([^\n]*?)[ \t]*(?:\n|$)/.exec(script.text)?.[1];
  const isTooLong = script.text.length > maxLength;
  let tree = isTooLong ? undefined : grammar.parse(script.masked);
  for (let tries = 0; tree && tries < mostTries; tries++) {
    const masked = maskMisread(script.masked, tree);
    if (masked === script.masked) break;
    script = { ...script, masked };
    tree = grammar.parse(script.masked);
  }
  if (!tree) {
    const reason = isTooLong
      ? `A script of more than ${maxLength} characters is not read`
      : "The script has too many errors to be read";
    return { file: options.file, span, body: [], shebang, problems: [{ span, reason }], comments: [] };
  }
  const problems: { span: Span; reason: string }[] = [];
  const context = createContext(script, problems);
  return {
    file: options.file,
    span,
    body: context.readStatements([tree]),
    shebang,
    problems,
    comments: readComments(script, tree),
  };
}

const mostTries = 8;

/** The script inside a quoted word (`bash -c '…'`), with positions of the file; undefined for other words. */
export function parseNestedShell(word: Word): ShellScript | undefined {
  const nested = wordAsScript(word);
  return nested && parseShell(nested.input, { file: nested.file, span: word.span });
}

function createContext(script: ScriptText, problems: { span: Span; reason: string }[]): StatementContext {
  let depth = 0;
  /** What `read` makes of a node, unless so many are open around it that the stack might not hold more. */
  const oneDeeper = <Value>(node: SyntaxNode | undefined, nothing: Value, read: () => Value): Value => {
    if (depth >= maxDepth) {
      if (node) context.addProblem(node, "The script is nested too deeply");
      return nothing;
    }
    depth++;
    const result = read();
    depth--;
    return result;
  };
  const context: StatementContext = {
    script,
    oneDeeper,
    addProblem(range, reason) {
      problems.push({ span: script.spanOf(range.start, range.end), reason });
    },
    oneLine: (start, end) =>
      script.text
        .slice(start, end)
        .replace(/\s*\\\n\s*|\s*\n\s*/g, " ")
        .trim(),
    readStatements: (nodes) => oneDeeper(nodes[0], [], () => readStatements(context, nodes)),
    readSubstitution: (node) => context.readStatements(node.children),
    readItems: (node) =>
      readWords(
        context,
        node.children.slice(1, -1).filter((child) => isWordKind(child.kind)),
      ),
    readError(node) {
      context.addProblem(node, "Cannot read this part of the script");
      return context.readStatements(node.children);
    },
  };
  return context;
}

function readComments(script: ScriptText, root: SyntaxNode): ShellScript["comments"] {
  const comments: { span: Span; text: string }[] = [];
  const pending = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.kind === "comment") {
      comments.push({
        span: script.spanOf(node.start, node.end),
        text: script.text.slice(node.start, node.end),
      });
    }
    for (let index = node.children.length - 1; index >= 0; index--) {
      const child = node.children[index];
      if (child) pending.push(child);
    }
  }
  return comments;
}
