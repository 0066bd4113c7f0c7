import type { ShellNode } from "../../workspace/shell/ast.ts";
import type { Machine } from "../machine.ts";

const tests = /^(?:\[|\[\[|test|false|grep|egrep|fgrep|cmp|diff|type|which|hash|pgrep|expr|\(\()$/;

/** Whether a command asks a question, so that no as its answer is nothing unusual: `[ … ]`, `grep -q`, `command -v`. */
export function isTest(node: ShellNode, { functions }: Pick<Machine, "functions">, depth = 0): boolean {
  const inner = (next: ShellNode | undefined): boolean =>
    next !== undefined && depth < 8 && isTest(next, { functions }, depth + 1);
  switch (node.kind) {
    case "command": {
      const [name, flag] = node.words.map(({ text }) => text);
      if (name === undefined) return false;
      if (tests.test(name) || (name === "command" && /^-[vV]/.test(flag ?? ""))) return true;
      const called = functions.get(name);
      return called !== undefined && inner(called.body.at(-1));
    }
    case "not":
      return true;
    case "pipeline":
      return inner(node.parts.at(-1));
    case "and":
    case "or":
      return inner(node.left) || inner(node.right);
    case "group":
    case "subshell":
    case "for":
    case "while":
    case "until":
      return inner(node.body.at(-1));
    case "if":
      return node.branches.some(({ body }) => inner(body.at(-1))) || inner(node.otherwise.at(-1));
    default:
      return false;
  }
}
