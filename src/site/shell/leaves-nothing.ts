/** Commands of the shell itself that only test, print or leave: nothing of what they do can be asked later. */
import type { CommandNode } from "../../workspace/shell/ast.ts";

const ofShell = /^(?:\[{1,2}|test|echo|printf|:|true|false|return|exit|break|continue)$/;

/** Whether a command is one of those, prints into no file, and holds no other command. */
export function leavesNothing(name: string | undefined, { redirects, text }: CommandNode): boolean {
  if (name === undefined || !ofShell.test(name) || /\$\(|`|[<>]\(/.test(text)) return false;
  return redirects.every(
    ({ target, here }) => !here && (target === undefined || /^(?:&?\d|-|\/dev\/null)$/.test(target.text)),
  );
}
