import type { ShellNode } from "../shell/ast.ts";

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
