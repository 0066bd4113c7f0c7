import type { CommandNode } from "../../workspace/shell/ast.ts";
import { unexported } from "../environment.ts";
import type { Machine } from "../machine.ts";
import type { Value } from "../value.ts";
import { joinedText } from "../value.ts";
import { evaluateWord, type WordScope } from "./evaluate-word.ts";

/** The machine after bare assignments: `NAME=value`, `NAME+=more`. */
export function assign(node: CommandNode, machine: Machine, scope: WordScope): Machine {
  let environment = machine.environment;
  for (const assignment of node.assignments) {
    const at = { file: scope.file, span: assignment.span };
    const value = evaluateWord(assignment.value, { ...scope, environment });
    const before = assignment.append ? environment.valueOf(assignment.name) : undefined;
    const joined = before ? appended(before, value) : value;
    environment = environment.with(assignment.name, {
      value: joined,
      at,
      by: byOf(assignment.name, machine),
    });
  }
  return { ...machine, environment };
}

/** What `NAME+=…` makes of a text or an array. */
function appended(before: Value, value: Value): Value {
  if (before.kind === "known") {
    return value.kind === "known" ? joinedText(before.text + value.text, value.at) : value;
  }
  const { elements, candidates, ...open } = before;
  if (value.kind === "known") {
    return open.isUnset ? { ...open, textIfUnset: (open.textIfUnset ?? "") + value.text } : open;
  }
  return elements && value.elements ? { ...open, elements: [...elements, ...value.elements] } : open;
}

/** Where a plain assignment comes from: it reaches programs only where the variable was exported before. */
export function byOf(name: string, { environment, options }: Machine): string {
  const before = environment.get(name);
  if (options.allexport) return "assignment under set -a";
  return before === undefined || before.by === unexported ? unexported : "assignment to an exported variable";
}
