/** The question with which a list ends: `[ -n "$X" ] && …` as its last command fails where the answer is no. */
import type { ShellNode } from "../../workspace/shell/ast.ts";
import type { Machine } from "../machine.ts";
import { conditionHolds, mayHoldOtherwise } from "./condition-holds.ts";
import type { Frame } from "./frame.ts";
import { isTest } from "./is-test.ts";
import { failed } from "./leave.ts";
import { type ShellHost, scopeOf } from "./walk-shell.ts";

/** The test whose answer may be the status of a node; undefined where it ends with something else. */
export function questionAtEnd(node: ShellNode, machine: Machine): ShellNode | undefined {
  switch (node.kind) {
    case "command":
    case "not":
      return isTest(node, machine) ? node : undefined;
    case "and":
      return isTest(node.left, machine) ? node.left : questionAtEnd(node.right, machine);
    case "or":
      return questionAtEnd(node.right, machine);
    case "pipeline":
      return ofLast(node.parts, machine);
    case "subshell":
    case "group":
    case "for":
    case "while":
    case "until":
      return ofLast(node.body, machine);
    case "if":
      return (
        node.branches.map(({ body }) => ofLast(body, machine)).find(Boolean) ??
        ofLast(node.otherwise, machine)
      );
    case "case":
      return node.arms.map(({ body }) => ofLast(body, machine)).find(Boolean);
    default:
      return undefined;
  }
}

function ofLast(nodes: readonly ShellNode[], machine: Machine): ShellNode | undefined {
  const last = nodes.at(-1);
  return last && questionAtEnd(last, machine);
}

/** Whether files show that the answer is no. */
export function answersNo(question: ShellNode, machine: Machine, frame: Frame, host: ShellHost): boolean {
  const scope = scopeOf(machine, frame, host);
  return conditionHolds([question], scope) === false && !mayHoldOtherwise([question], scope);
}

/** The machine behind a command that ends with a question: under errexit nothing behind it may run. */
export function asked(
  question: ShellNode | undefined,
  machine: Machine,
  frame: Frame,
  host: ShellHost,
): Machine {
  if (!question || machine.ended || machine.stopped || !frame.canErrexit) return machine;
  if (!machine.options.errexit && !machine.options.errexitDepends) return machine;
  const scope = scopeOf(machine, frame, host);
  const holds = conditionHolds([question], scope);
  const isSure = holds !== undefined && !mayHoldOtherwise([question], scope);
  if (isSure) return holds ? machine : failed(machine, frame);
  const at = { file: frame.file, span: question.span };
  return { ...machine, stopped: { text: `set -e and ${host.textAt?.(at) ?? "a test"}`, at } };
}
