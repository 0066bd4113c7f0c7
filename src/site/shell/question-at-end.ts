/** The question with which a list ends: `[ -n "$X" ] && …` as its last command fails where the answer is no. */
import type { ShellNode } from "../../workspace/shell/ast.ts";
import type { Machine } from "../machine.ts";
import { conditionHolds, mayHoldOtherwise } from "./condition-holds.ts";
import type { Frame } from "./frame.ts";
import { isTest } from "./is-test.ts";
import { failed } from "./leave.ts";
import { type ShellHost, scopeOf } from "./walk-shell.ts";

export interface QuestionAtEnd {
  readonly question: ShellNode;
  /** It stands alone: whoever wrote it means to fail, as with any other command. */
  readonly isCheck: boolean;
  /** It is asked in a branch or a pass that may not run. */
  readonly isPerhaps?: true;
}

/** The test whose answer may be the status of a node; undefined where it ends with something else. */
export function questionAtEnd(node: ShellNode, machine: Machine): QuestionAtEnd | undefined {
  switch (node.kind) {
    case "command":
    case "not":
      return isTest(node, machine) ? { question: node, isCheck: true } : undefined;
    case "and":
      return isTest(node.left, machine)
        ? { question: node.left, isCheck: false }
        : questionAtEnd(node.right, machine);
    case "or":
      return perhaps(questionAtEnd(node.right, machine));
    case "pipeline":
      return perhaps(ofLast(node.parts, machine));
    case "group":
      return ofLast(node.body, machine);
    // It may have ended before its last line.
    case "subshell":
    case "for":
    case "while":
    case "until":
      return perhaps(ofLast(node.body, machine));
    case "if": {
      const ends = [...node.branches.map(({ body }) => body), node.otherwise];
      return perhaps(ends.map((body) => ofLast(body, machine)).find(Boolean));
    }
    case "case":
      return perhaps(node.arms.map(({ body }) => ofLast(body, machine)).find(Boolean));
    default:
      return undefined;
  }
}

function perhaps(end: QuestionAtEnd | undefined): QuestionAtEnd | undefined {
  return end && { ...end, isPerhaps: true };
}

function ofLast(nodes: readonly ShellNode[], machine: Machine): QuestionAtEnd | undefined {
  const last = nodes.at(-1);
  return last && questionAtEnd(last, machine);
}

/** Whether files show that the answer is no. */
export function answersNo(
  { question, isPerhaps }: QuestionAtEnd,
  machine: Machine,
  frame: Frame,
  host: ShellHost,
): boolean {
  if (isPerhaps) return false;
  const scope = scopeOf(machine, frame, host);
  return conditionHolds([question], scope) === false && !mayHoldOtherwise([question], scope);
}

/** The machine behind a command that ends with a question: under errexit nothing behind it may run. */
export function asked(
  end: QuestionAtEnd | undefined,
  machine: Machine,
  frame: Frame,
  host: ShellHost,
): Machine {
  if (!end || machine.ended || machine.stopped || !frame.canErrexit) return machine;
  if (!machine.options.errexit && !machine.options.errexitDepends) return machine;
  const { question, isCheck, isPerhaps } = end;
  const scope = scopeOf(machine, frame, host);
  const holds = conditionHolds([question], scope);
  const isSure = holds !== undefined && !mayHoldOtherwise([question], scope);
  if (isSure && (holds || !isPerhaps)) return holds ? machine : failed(machine, frame);
  if (isCheck) return machine;
  const at = { file: frame.file, span: question.span };
  return { ...machine, stopped: { text: `set -e and ${host.textAt?.(at) ?? "a test"}`, at } };
}
