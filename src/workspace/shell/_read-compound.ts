/** Compound commands: if, loops, case, groups, subshells, functions, arithmetic. */
import type { SyntaxNode } from "../syntax/syntax-node.ts";
import { isWordKind, readWords, type StatementContext } from "./_read-command.ts";
import { readWord } from "./_read-word.ts";
import type { ShellNode, Word } from "./ast.ts";

export function readCompound(context: StatementContext, node: SyntaxNode): ShellNode {
  const span = context.script.spanOf(node.start, node.end);
  switch (node.kind) {
    case "if_statement":
      return readIf(context, node);
    case "while_statement": {
      const [condition, body] = splitAt(node.children, "do_group");
      const kind = node.children[0]?.kind === "until" ? "until" : "while";
      return { kind, condition: context.readStatements(condition), body: context.readStatements(body), span };
    }
    case "for_statement":
    case "c_style_for_statement":
      return readFor(context, node);
    case "case_statement":
      return readCase(context, node);
    case "function_definition":
      return readFunction(context, node);
    case "subshell":
      return { kind: "subshell", body: context.readStatements(node.children), span };
    case "compound_statement":
      if (node.children[0]?.kind === "((") return readArithmetic(context, node);
      return { kind: "group", body: context.readStatements(node.children), span };
    default:
      return { kind: "group", body: context.readStatements(node.children), span };
  }
}

function splitAt(nodes: readonly SyntaxNode[], kind: string): [readonly SyntaxNode[], readonly SyntaxNode[]] {
  const at = nodes.findIndex((node) => node.kind === kind);
  return at === -1 ? [nodes, []] : [nodes.slice(0, at), nodes.slice(at)];
}

function readIf(context: StatementContext, node: SyntaxNode): ShellNode {
  const branches: { condition: readonly ShellNode[]; body: readonly ShellNode[] }[] = [];
  let otherwise: readonly ShellNode[] = [];
  const addBranch = (children: readonly SyntaxNode[]) => {
    const [condition, body] = splitAt(children, "then");
    branches.push({ condition: context.readStatements(condition), body: context.readStatements(body) });
  };
  addBranch(node.children.filter((child) => child.kind !== "elif_clause" && child.kind !== "else_clause"));
  for (const child of node.children) {
    if (child.kind === "elif_clause") addBranch(child.children);
    else if (child.kind === "else_clause") otherwise = context.readStatements(child.children);
  }
  return { kind: "if", branches, otherwise, span: context.script.spanOf(node.start, node.end) };
}

function readFor(context: StatementContext, node: SyntaxNode): ShellNode {
  const { script } = context;
  const variable = node.children.find((child) => child.field === "variable");
  const values = node.children.filter((child) => child.field === "value");
  const body = node.children.filter((child) => child.field === "body");
  const isOverParameters =
    variable !== undefined &&
    values.length === 0 &&
    !/^(?:\s|\\\n)*in\b/.test(script.text.slice(variable.end, node.end));
  return {
    kind: "for",
    variable: variable ? script.text.slice(variable.start, variable.end) : "",
    ...(isOverParameters ? { isOverParameters } : {}),
    values: readWords(context, values),
    body: context.readStatements(body.flatMap((child) => child.children)),
    span: script.spanOf(node.start, node.end),
  };
}

function readCase(context: StatementContext, node: SyntaxNode): ShellNode {
  const { script } = context;
  const subject = node.children.filter((child) => child.field === "value");
  const [word] = readWords(context, subject);
  const arms = node.children
    .filter((child) => child.kind === "case_item")
    .map((item) => readArm(context, item));
  const empty: Word = { parts: [], span: script.spanOf(node.start, node.start), text: "" };
  return { kind: "case", subject: word ?? empty, arms, span: script.spanOf(node.start, node.end) };
}

function readArm(
  context: StatementContext,
  item: SyntaxNode,
): { patterns: readonly Word[]; body: readonly ShellNode[] } {
  const patterns: Word[] = [];
  const close = item.children.findIndex((child) => child.kind === ")");
  let run: SyntaxNode[] = [];
  for (const child of item.children.slice(0, close === -1 ? item.children.length : close + 1)) {
    if (child.kind === "|" || child.kind === ")") {
      const first = run[0];
      const last = run.at(-1);
      if (first && last) patterns.push(readWord(context, { start: first.start, end: last.end, nodes: run }));
      run = [];
    } else if (child.kind !== "(" && isWordKind(child.kind)) run.push(child);
  }
  return { patterns, body: close === -1 ? [] : context.readStatements(item.children.slice(close + 1)) };
}

function readFunction(context: StatementContext, node: SyntaxNode): ShellNode {
  const { script } = context;
  const name = node.children.find((child) => child.field === "name");
  const bodies = node.children.filter((child) => child.field === "body");
  const body = bodies.flatMap((child) =>
    child.kind === "compound_statement" && child.children[0]?.kind === "{"
      ? context.readStatements(child.children)
      : context.readStatements([child]),
  );
  return {
    kind: "function",
    name: name ? script.text.slice(name.start, name.end) : "",
    body,
    span: script.spanOf(node.start, node.end),
  };
}

/** `(( … ))` decides by its value like a test: a command named `((`. */
function readArithmetic(context: StatementContext, node: SyntaxNode): ShellNode {
  const { script } = context;
  const open = node.children[0];
  const inner = node.children.slice(1, -1);
  const last = inner.at(-1);
  const words: Word[] = [];
  if (open) words.push(readWord(context, { start: open.start, end: open.end, nodes: [] }));
  if (inner[0] && last) {
    words.push({
      parts: [
        {
          kind: "other",
          text: script.text.slice(inner[0].start, last.end),
          span: script.spanOf(inner[0].start, last.end),
        },
      ],
      span: script.spanOf(inner[0].start, last.end),
      text: script.text.slice(inner[0].start, last.end),
    });
  }
  return {
    kind: "command",
    assignments: [],
    words,
    redirects: [],
    span: script.spanOf(node.start, node.end),
    text: context.oneLine(node.start, node.end),
  };
}
