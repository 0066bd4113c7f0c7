/** Statements of PowerShell as nodes of the shell's syntax tree, so that the same walk runs both. */
import type { ShellNode } from "../shell/ast.ts";
import { type Cursor, holeAt, noteUnread, skipBetween, skipStatement, spanOf } from "./_cursor.ts";
import { readAssignment } from "./_read-assignment.ts";
import { readChain } from "./_read-chain.ts";
import { keywordOf, readKeyword } from "./_read-keyword.ts";

const maxDepth = 60;

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
  const word = keywordOf(rest);
  if (word !== undefined) {
    readKeyword(cursor, nodes, word);
    return;
  }
  if (readAssignment(cursor, nodes)) return;
  // `$x`, `(…)`, `[type]::…`, `@{…}` and numbers are expressions; a text may be written to a file.
  if (/^(?:\$|\(|\[|@[({]|[\d-])/.test(rest) && !holeAt(cursor, start)) {
    skipStatement(cursor);
    noteUnread(cursor, start, "an expression");
    return;
  }
  nodes.push(readChain(cursor));
}
