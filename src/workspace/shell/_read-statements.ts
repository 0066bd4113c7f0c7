/** Statements of the syntax tree as shell nodes. The grammar's own nesting of lists and pipes is not trusted: see _read-list.ts. */
import type { SyntaxNode } from "../syntax/syntax-node.ts";
import { isWordKind, readWords, type StatementContext } from "./_read-command.ts";
import { readList } from "./_read-list.ts";
import type { ShellNode } from "./ast.ts";

const statementKinds = new Set([
  "redirected_statement",
  "variable_assignment",
  "variable_assignments",
  "command",
  "declaration_command",
  "unset_command",
  "test_command",
  "negated_command",
  "for_statement",
  "c_style_for_statement",
  "while_statement",
  "if_statement",
  "case_statement",
  "pipeline",
  "list",
  "compound_statement",
  "function_definition",
  "subshell",
]);

/** Whether the grammar calls a node a statement. */
export function isStatement(node: SyntaxNode): boolean {
  return statementKinds.has(node.kind);
}

/** The statements among siblings; terminators, keywords and comments between them are passed over. */
export function readStatements(
  context: StatementContext,
  nodes: readonly SyntaxNode[],
): readonly ShellNode[] {
  const result: ShellNode[] = [];
  let loose: SyntaxNode[] = [];
  const flush = () => {
    const first = loose[0];
    if (first) {
      const words = readWords(context, loose);
      const { script } = context;
      const end = loose.at(-1)?.end ?? first.end;
      result.push({
        kind: "command",
        assignments: [],
        words,
        redirects: [],
        span: script.spanOf(first.start, end),
        text: context.oneLine(first.start, end),
      });
    }
    loose = [];
  };
  for (const node of nodes) {
    // Words that stand alone occur only where the grammar recovered from an error.
    if (!isStatement(node) && (isWordKind(node.kind) || node.kind === "command_name")) {
      const previous = loose.at(-1);
      if (previous && context.script.text.slice(previous.end, node.start).includes("\n")) flush();
      loose.push(node);
      continue;
    }
    flush();
    if (isStatement(node)) result.push(...readList(context, node));
    else if (node.kind === "ERROR") result.push(...context.readError(node));
    else if (node.kind === "&") {
      const last = result.pop();
      if (last) result.push({ kind: "background", body: last, span: last.span });
    } else if (node.children.length > 0 && node.kind !== "comment")
      result.push(...readStatements(context, node.children));
  }
  flush();
  return result;
}
