/**
 * `a && b | c || ! d` with the shell's own precedence. The grammar nests lists, pipes, negations and
 * here-documents by rules of its own (`cat <<E | x && y` lies inside the here-document), so a statement is
 * flattened into operands and operators first and then built again.
 */
import type { SyntaxNode } from "../syntax/syntax-node.ts";
import {
  type CommandDraft,
  emptyDraft,
  readCommand,
  readRedirect,
  readWords,
  type StatementContext,
} from "./_read-command.ts";
import { readCompound } from "./_read-compound.ts";
import type { Redirect, ShellNode } from "./ast.ts";

type Item = { readonly operator: string } | Operand;
type Operand =
  | { readonly draft: CommandDraft }
  | { readonly compound: ShellNode; readonly redirects: Redirect[]; readonly start: number; end: number };

const maxOperands = 2_000;
const simpleKinds = new Set([
  "command",
  "declaration_command",
  "unset_command",
  "test_command",
  "variable_assignment",
  "variable_assignments",
]);
const operators = new Set(["&&", "||", "|", "|&", "!"]);

/** The nodes of one statement: one, unless an error left loose ends behind it. */
export function readList(context: StatementContext, node: SyntaxNode): readonly ShellNode[] {
  const leftover: ShellNode[] = [];
  const items = flatten(context, node, leftover);
  return [...statementsOf(items).flatMap((each) => buildList(context, each) ?? []), ...leftover];
}

/** What stands between line ends that the grammar did not see. */
function statementsOf(items: readonly Item[]): readonly (readonly Item[])[] {
  const statements: Item[][] = [[]];
  for (const item of items) {
    if ("operator" in item && item.operator === "\n") statements.push([]);
    else statements.at(-1)?.push(item);
  }
  return statements;
}

function flatten(context: StatementContext, root: SyntaxNode, leftover: ShellNode[]): readonly Item[] {
  const items: Item[] = [];
  const pending: SyntaxNode[] = [root];
  const pushAll = (nodes: readonly SyntaxNode[]) => {
    for (let index = nodes.length - 1; index >= 0; index--) {
      const child = nodes[index];
      if (child) pending.push(child);
    }
  };
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (items.length > maxOperands) {
      context.addProblem(node, "The list is too long");
      break;
    }
    if (operators.has(node.kind)) items.push({ operator: node.kind });
    else if (node.kind.endsWith("_redirect")) {
      attach(context, items, node);
      if (node.kind === "heredoc_redirect") pushAll(behindHereDocument(node));
    } else if (node.kind === "list" || node.kind === "pipeline" || node.kind === "negated_command")
      pushAll(node.children);
    else if (node.kind === "redirected_statement") pushAll(node.children);
    else if (simpleKinds.has(node.kind)) pushSimple(context, node, items);
    else if (node.kind === "ERROR") leftover.push(...context.readError(node));
    else if (node.children.length > 0) {
      const compound = readCompound(context, node);
      if (context.script.negated.has(node.start)) items.push({ operator: "!" });
      items.push({ compound, redirects: [], start: node.start, end: node.end });
    }
  }
  return items;
}

/**
 * The grammar takes assignments and redirects on a line of their own for the beginning of the command behind
 * them (`A=1 B=2` and a line end, `A=1 2> log || go`): both sides with what stands between; undefined where they
 * are one command.
 */
function splitBehindAssignments(
  { script }: StatementContext,
  node: SyntaxNode,
): { readonly before: SyntaxNode; readonly operator: string; readonly behind: SyntaxNode } | undefined {
  const { children } = node;
  const name = children.findIndex(({ kind }) => kind === "command_name");
  for (let index = 1; index <= name; index++) {
    const [previous, child] = [children[index - 1], children[index]];
    if (!previous || !child || previous.kind === "heredoc_redirect") continue;
    const isOperator = child.kind === "ERROR";
    const between = script.text.slice(previous.end, isOperator ? child.end : child.start);
    const operator = /^[ \t]*(\n|;|&&|\|\|)\s*$/.exec(between.replace(/\\\n/g, ""))?.[1];
    const next = isOperator ? children[index + 1] : child;
    if (operator === undefined || !next) continue;
    const before = { ...node, end: previous.end, children: children.slice(0, index) };
    const behind = { ...node, start: next.start, children: children.slice(children.indexOf(next)) };
    return { before, operator: operator === ";" ? "\n" : operator, behind };
  }
  return undefined;
}

function pushSimple(context: StatementContext, node: SyntaxNode, items: Item[]): void {
  const split = node.kind === "command" ? splitBehindAssignments(context, node) : undefined;
  if (split) {
    items.push({ draft: readCommand(context, split.before) }, { operator: split.operator });
    pushSimple(context, split.behind, items);
    return;
  }
  if (node.kind !== "variable_assignments") {
    items.push({ draft: readCommand(context, node) });
    return;
  }
  const draft = emptyDraft(node);
  for (const child of node.children) draft.assignments.push(...readCommand(context, child).assignments);
  items.push({ draft });
}

function attach(context: StatementContext, items: Item[], node: SyntaxNode): void {
  const { redirect, extra } = readRedirect(context, node);
  let last = items.at(-1);
  if (!last || "operator" in last) {
    last = { draft: emptyDraft({ start: node.start, end: node.start }) };
    items.push(last);
  }
  const end = extra.at(-1)?.end ?? (node.kind === "heredoc_redirect" ? hereStartEnd(node) : node.end);
  if ("draft" in last) {
    last.draft.redirects.push(redirect);
    last.draft.words.push(...readWords(context, [...extra, ...argumentsBehind(node)]));
    last.draft.end = Math.max(last.draft.end, end, argumentsBehind(node).at(-1)?.end ?? 0);
  } else {
    last.redirects.push(redirect);
    last.end = Math.max(last.end, end);
  }
}

function hereStartEnd(node: SyntaxNode): number {
  return node.children.find((child) => child.kind === "heredoc_start")?.end ?? node.end;
}

function argumentsBehind(node: SyntaxNode): readonly SyntaxNode[] {
  return node.kind === "heredoc_redirect" ? node.children.filter((child) => child.field === "argument") : [];
}

/** What stands on the line of `<<EOF` behind it: redirects, pipes and lists. */
function behindHereDocument(node: SyntaxNode): readonly SyntaxNode[] {
  const skipped = new Set([
    "heredoc_start",
    "heredoc_body",
    "heredoc_end",
    "file_descriptor",
    "<<",
    "<<-",
    "comment",
    "\n",
  ]);
  return node.children.filter(
    (child) => !skipped.has(child.kind) && child.field !== "argument" && child.end > child.start,
  );
}

function buildList(context: StatementContext, items: readonly Item[]): ShellNode | undefined {
  let result: ShellNode | undefined;
  let pipe: Item[] = [];
  let operator: "and" | "or" | undefined;
  const closePipe = () => {
    const right = buildPipeline(context, pipe);
    pipe = [];
    if (!right) return;
    if (!result || !operator) result = right;
    else
      result = {
        kind: operator,
        left: result,
        right,
        span: { start: result.span.start, end: right.span.end },
      };
  };
  for (const item of items) {
    if ("operator" in item && (item.operator === "&&" || item.operator === "||")) {
      closePipe();
      operator = item.operator === "&&" ? "and" : "or";
    } else pipe.push(item);
  }
  closePipe();
  return result;
}

function buildPipeline(context: StatementContext, items: readonly Item[]): ShellNode | undefined {
  const parts: ShellNode[] = [];
  let negations = 0;
  for (const item of items) {
    if ("operator" in item) {
      if (item.operator === "!" && parts.length === 0) negations++;
    } else parts.push(finish(context, item));
  }
  const [first] = parts;
  const last = parts.at(-1);
  if (!first || !last) return undefined;
  const whole: ShellNode =
    parts.length === 1
      ? first
      : { kind: "pipeline", parts, span: { start: first.span.start, end: last.span.end } };
  return negations % 2 === 1 ? { kind: "not", body: whole, span: whole.span } : whole;
}

function finish(context: StatementContext, operand: Operand): ShellNode {
  const { script } = context;
  if ("draft" in operand) {
    const { start, end, ...rest } = operand.draft;
    return { kind: "command", ...rest, span: script.spanOf(start, end), text: context.oneLine(start, end) };
  }
  if (operand.redirects.length === 0) return operand.compound;
  const span = script.spanOf(operand.start, operand.end);
  return { kind: "group", body: [operand.compound], redirects: operand.redirects, span };
}
