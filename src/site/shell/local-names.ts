/** Names that a function declares as its own: what it sets there ends with the call. */
import type { ShellNode } from "../../workspace/shell/ast.ts";
import type { Machine } from "../machine.ts";

const found = new WeakMap<readonly ShellNode[], ReadonlySet<string>>();

/** The names that `local`, `declare` and `typeset` make in a function's body. */
function localNames(body: readonly ShellNode[]): ReadonlySet<string> {
  const known = found.get(body);
  if (known) return known;
  const names = new Set<string>();
  for (const node of body) collect(node, names);
  found.set(body, names);
  return names;
}

function collect(node: ShellNode, names: Set<string>): void {
  switch (node.kind) {
    case "command": {
      const [first, ...rest] = node.words;
      if (!/^(?:local|declare|typeset)$/.test(first?.text ?? "")) return;
      if (rest.some(({ text }) => /^-[A-Za-z]*g/.test(text))) return;
      for (const { text } of rest) {
        const name = /^[A-Za-z_]\w*/.exec(text)?.[0];
        if (name) names.add(name);
      }
      return;
    }
    case "and":
    case "or":
      collect(node.left, names);
      collect(node.right, names);
      return;
    case "if":
      for (const branch of node.branches) for (const each of branch.body) collect(each, names);
      for (const each of node.otherwise) collect(each, names);
      return;
    case "case":
      for (const arm of node.arms) for (const each of arm.body) collect(each, names);
      return;
    case "group":
    case "for":
    case "while":
    case "until":
      for (const each of node.body) collect(each, names);
  }
}

/** The machine after a call, with what the function's own names meant before it. */
export function withoutLocals(after: Machine, before: Machine, body: readonly ShellNode[]): Machine {
  let { environment } = after;
  for (const name of localNames(body)) {
    const own = before.environment.get(name);
    if (environment.get(name) === own) continue;
    const without = environment.without(name);
    environment = own ? without.with(name, own) : without;
  }
  return environment === after.environment ? after : { ...after, environment };
}
