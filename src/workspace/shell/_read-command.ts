/** Simple commands, tests and redirects of the syntax tree. */
import type { SyntaxNode } from "../syntax/syntax-node.ts";
import { readWord, type WordContext } from "./_read-word.ts";
import type { Redirect, ShellAssignment, ShellNode, Word } from "./ast.ts";

/** What statements need from their surroundings. */
export interface StatementContext extends WordContext {
  readStatements(nodes: readonly SyntaxNode[]): readonly ShellNode[];
  readError(node: SyntaxNode): readonly ShellNode[];
  addProblem(node: { start: number; end: number }, reason: string): void;
  /** Text of the script with continuations and line ends as one space. */
  oneLine(start: number, end: number): string;
}

/** A command while redirects may still be added to it. */
export interface CommandDraft {
  readonly assignments: ShellAssignment[];
  readonly words: Word[];
  readonly redirects: Redirect[];
  start: number;
  end: number;
}

const wordKinds = new Set([
  "word",
  "concatenation",
  "string",
  "raw_string",
  "translated_string",
  "ansi_c_string",
  "string_content",
  "number",
  "expansion",
  "simple_expansion",
  "command_substitution",
  "process_substitution",
  "arithmetic_expansion",
  "brace_expression",
  "regex",
  "test_operator",
  "extglob_pattern",
  "variable_name",
  "special_variable_name",
  "subscript",
  "variable_assignment",
  "array",
  "$",
]);

export function isWordKind(kind: string): boolean {
  return wordKinds.has(kind);
}

/** Neighbours without an unescaped blank between them are one word, whatever the grammar made of them. */
export function readWords(context: StatementContext, nodes: readonly SyntaxNode[]): readonly Word[] {
  const words: Word[] = [];
  let run: SyntaxNode[] = [];
  const flush = () => {
    const first = run[0];
    const last = run.at(-1);
    if (first && last) words.push(readWord(context, { start: first.start, end: last.end, nodes: run }));
    run = [];
  };
  for (const node of nodes.flatMap((each) => withoutBlanks(each, context.script.text))) {
    const previous = run.at(-1);
    if (previous && !isGlued(context.script.text, previous.end, node.start)) flush();
    run.push(node);
  }
  flush();
  return words;
}

/** What was masked between two substitutions in backquotes is no part of a word. */
function withoutBlanks(node: SyntaxNode, text: string): readonly SyntaxNode[] {
  const { kind, children } = node;
  if (kind !== "concatenation") return [node];
  const parts = children.filter(({ start, end }) => /\S/.test(text.slice(start, end)));
  return parts.length < children.length ? parts : [node];
}

function isGlued(text: string, end: number, start: number): boolean {
  return end === start || /^(?:\\[ \t\n])+$/.test(text.slice(end, start));
}

/** A `command`, `declaration_command`, `unset_command`, `test_command` or bare assignments. */
export function readCommand(context: StatementContext, node: SyntaxNode): CommandDraft {
  const draft = emptyDraft(node);
  if (node.kind === "variable_assignment") draft.assignments.push(readAssignment(context, node));
  else if (node.kind === "test_command") draft.words.push(...readTest(context, node));
  else if (node.kind === "declaration_command" || node.kind === "unset_command") {
    draft.words.push(
      ...readWords(
        context,
        node.children.filter((child) => child.kind !== "comment"),
      ),
    );
  } else readOrdinary(context, node, draft);
  return withoutTime(context, node, draft);
}

export function emptyDraft(node: { start: number; end: number }): CommandDraft {
  return { assignments: [], words: [], redirects: [], start: node.start, end: node.end };
}

function readOrdinary(context: StatementContext, node: SyntaxNode, draft: CommandDraft): void {
  let words: SyntaxNode[] = [];
  const take = (child: SyntaxNode) => words.push(child);
  for (const child of node.children) {
    if (child.kind === "variable_assignment" && words.length === 0) {
      draft.assignments.push(readAssignment(context, child));
    } else if (child.kind.endsWith("_redirect")) {
      const { redirect, extra } = readRedirect(context, child);
      draft.redirects.push(redirect);
      words.push(...extra);
    } else if (child.kind === "ERROR") context.addProblem(child, "Cannot read this part of the command");
    else if (child.kind !== "comment") take(child);
  }
  words = words.toSorted((a, b) => a.start - b.start);
  draft.words.push(...readWords(context, words));
  noteCoprocess(context, node, draft.words);
}

/** The grammar reads `coproc NAME { …; }` as a plain command, whose first inner command is then lost. */
function noteCoprocess(context: StatementContext, node: SyntaxNode, words: readonly Word[]): void {
  const [name, ...rest] = words;
  if (name?.text !== "coproc") return;
  const opens = /^(?:[({].*|while|until|for|if|case|select|\[\[)$/s;
  if (rest.slice(0, 2).some(({ text }) => opens.test(text)))
    context.addProblem(node, "A coprocess that is more than one command is not read");
}

/** `time` is a reserved word before a command, not the command. */
function withoutTime(context: StatementContext, node: SyntaxNode, draft: CommandDraft): CommandDraft {
  if (draft.words[0]?.text !== "time" || draft.words.length < 2) return draft;
  const children = node.children.filter(
    (child) => !child.kind.endsWith("_redirect") && child.kind !== "comment",
  );
  const nameAt = children.findIndex((child) => child.kind === "command_name");
  const skip = children[nameAt + 1] && draft.words[1]?.text === "-p" ? 2 : 1;
  draft.words.splice(0, skip);
  while (draft.words.length > 0) {
    const child = children[nameAt + skip + draft.assignments.length];
    const assignment = child && assignmentInWord(context, child);
    if (!assignment) break;
    draft.assignments.push(assignment);
    draft.words.shift();
  }
  return draft;
}

/** An argument that reads `NAME=value` where an assignment may stand. */
function assignmentInWord(context: StatementContext, node: SyntaxNode): ShellAssignment | undefined {
  const { script } = context;
  const match = /^([A-Za-z_]\w*)(\+?)=/.exec(script.masked.slice(node.start, node.end));
  if (!match?.[1]) return undefined;
  const start = node.start + match[0].length;
  return {
    name: match[1],
    append: match[2] === "+",
    value: readWord(context, { start, end: node.end, nodes: [node] }),
    span: script.spanOf(node.start, node.end),
  };
}

export function readAssignment(context: StatementContext, node: SyntaxNode): ShellAssignment {
  const { script } = context;
  const operator = node.children.find((child) => child.kind === "=" || child.kind === "+=");
  const nameEnd = operator?.start ?? node.end;
  const valueStart = operator?.end ?? node.end;
  return {
    name: script.text.slice(node.start, nameEnd),
    append: operator?.kind === "+=",
    value: readWord(context, {
      start: valueStart,
      end: Math.max(valueStart, node.end),
      nodes: node.children,
    }),
    span: script.spanOf(node.start, node.end),
  };
}

/** `[ … ]` and `[[ … ]]`: every operand and operator is a word, brackets included. */
function readTest(context: StatementContext, node: SyntaxNode): readonly Word[] {
  const leaves: SyntaxNode[] = [];
  const visit = (child: SyntaxNode) => {
    if (child.kind === "comment") return;
    if (child.kind === "ERROR") context.addProblem(child, "Cannot read this part of the test");
    const isLeaf = child.children.length === 0 || (isWordKind(child.kind) && child.kind !== "ERROR");
    if (isLeaf) {
      if (child.end > child.start) leaves.push(child);
      return;
    }
    for (const inner of child.children) visit(inner);
  };
  for (const child of node.children) visit(child);
  return readWords(context, leaves);
}

/** One redirect; `extra` are arguments that the grammar took for further targets. */
export function readRedirect(
  context: StatementContext,
  node: SyntaxNode,
): { redirect: Redirect; extra: readonly SyntaxNode[] } {
  const { script } = context;
  if (node.kind === "heredoc_redirect") return { redirect: readHereDocument(context, node), extra: [] };
  const operatorNode = node.children.find((child) => /^[<>&|-]+$/.test(child.kind));
  const targets = node.children.filter((child) => isWordKind(child.kind));
  const split = targets.findIndex(
    (target, index) => index > 0 && !isGlued(script.text, targets[index - 1]?.end ?? 0, target.start),
  );
  const own = split === -1 ? targets : targets.slice(0, split);
  const [target] = readWords(context, own);
  const end = own.at(-1)?.end ?? operatorNode?.end ?? node.end;
  const operator = script.text.slice(node.start, operatorNode?.end ?? node.end);
  const isHereString = node.kind === "herestring_redirect";
  const span = script.spanOf(node.start, end);
  const here =
    isHereString && target
      ? { text: target.text, span: target.span, delimiter: "<<<", expands: true, parts: target.parts }
      : undefined;
  return { redirect: { operator, target, here, span }, extra: split === -1 ? [] : targets.slice(split) };
}

/** The grammar passes over `$1` and `$#` in a here-document. */
function withParameters(body: SyntaxNode, masked: string): SyntaxNode {
  const children = body.children.filter(({ kind }) => kind !== "heredoc_content");
  const text = masked.slice(body.start, body.end);
  const found = [...text.matchAll(/(\\*)(\$[0-9#?@*!$-])/g)].flatMap(
    ([, escapes = "", name = ""], index, all) => {
      const start = body.start + (all[index]?.index ?? 0) + escapes.length;
      const end = start + name.length;
      const isInside = children.some((child) => child.start < end && child.end > start);
      return isInside || escapes.length % 2 === 1
        ? []
        : [{ kind: "simple_expansion", field: "", start, end, children: [] }];
    },
  );
  return { ...body, children: [...children, ...found].toSorted((a, b) => a.start - b.start) };
}

function readHereDocument(context: StatementContext, node: SyntaxNode): Redirect {
  const { script } = context;
  const start = node.children.find((child) => child.kind === "heredoc_start");
  const body = node.children.find((child) => child.kind === "heredoc_body");
  const arrow = node.children.find((child) => child.kind.startsWith("<<"));
  const written = start ? script.text.slice(start.start, start.end) : "";
  const operator = script.text.slice(node.start, arrow?.end ?? node.start);
  const expands = !/["'\\]/.test(written);
  const word = body
    ? readWord(context, {
        start: body.start,
        end: body.end,
        nodes: [expands ? withParameters(body, script.masked) : body],
        isQuoted: true,
      })
    : undefined;
  return {
    operator,
    target: start ? readWord(context, { start: start.start, end: start.end, nodes: [] }) : undefined,
    here: {
      text: body ? script.text.slice(body.start, body.end) : "",
      span: body ? script.spanOf(body.start, body.end) : script.spanOf(node.end, node.end),
      delimiter: written.replace(/["'\\]/g, ""),
      expands,
      ...(expands && word ? { parts: word.parts } : {}),
    },
    span: script.spanOf(node.start, start?.end ?? node.end),
  };
}
