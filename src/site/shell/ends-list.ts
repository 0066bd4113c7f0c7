import type { ShellNode } from "../../workspace/shell/ast.ts";

/** Whether nothing behind a command of a list runs: `exit`, `exec program`, in functions `return`. */
export function endsList(node: ShellNode, isInFunction: boolean): boolean {
  if (node.kind !== "command") return false;
  const [first, second] = node.words;
  const name = first?.text;
  const program = second?.text;
  if (name === "exit") return true;
  // Without a program exec only redirects, and `$X` may be none.
  if (name === "exec") return program !== undefined && /^[\w./]/.test(program);
  return isInFunction && name === "return";
}
