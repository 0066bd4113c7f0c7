import type { CommandNode } from "../../workspace/shell/ast.ts";
import { exportOf, type Setting, unexported } from "../environment.ts";
import type { Machine } from "../machine.ts";
import { joinedText, oneOf, unknown, type Value } from "../value.ts";
import { evaluateWord, type WordScope } from "./evaluate-word.ts";

/** The machine after bare assignments: `NAME=value`, `NAME+=more`. */
export function assign(node: CommandNode, machine: Machine, scope: WordScope): Machine {
  let environment = machine.environment;
  for (const assignment of node.assignments) {
    const at = { file: scope.file, span: assignment.span };
    const value = evaluateWord(assignment.value, { ...scope, environment });
    const before = assignment.append ? environment.valueOf(assignment.name) : undefined;
    const joined = before ? appended(before, value) : value;
    const setting = assigned(assignment.name, joined, at, { ...machine, environment });
    environment = environment.with(assignment.name, setting);
  }
  return { ...machine, environment };
}

/** What `NAME+=…` makes of a text or an array. */
function appended(before: Value, value: Value): Value {
  if (before.kind === "known") {
    return value.kind === "known" ? joinedText(before.text + value.text, value.at) : value;
  }
  const { elements, candidates, ending: _, ...open } = before;
  if (value.kind === "known") {
    return open.isUnset ? { ...open, textIfUnset: (open.textIfUnset ?? "") + value.text } : open;
  }
  return elements && value.elements ? { ...open, elements: [...elements, ...value.elements] } : open;
}

/** What an assignment makes of a name: it reaches programs only where the variable is exported. */
export function assigned(
  name: string,
  value: Value,
  at: Setting["at"],
  { environment, options }: Machine,
): Setting {
  if (options.allexport) return { value, at, by: "assignment under set -a" };
  const before = environment.get(name);
  const mark = environment.get(exportOf(name));
  if (before === undefined ? mark === undefined : before.by === unexported)
    return { value, at, by: unexported };
  const by = "assignment to an exported variable";
  const isPerhaps = before ? before.isPerhapsExported : mark?.value.kind === "unknown";
  if (!isPerhaps) return { value, at, by };
  const texts = value.kind === "known" ? [value.text] : value.candidates;
  const reason = "whether it is exported depends on a condition";
  const seen = texts ? oneOf(["", ...texts], reason, at) : unknown(reason, at);
  return { value: seen, at, by, isPerhapsExported: true };
}
