/** What becomes of the failure of a node: whether it ends the script, somebody looks at it, or it is lost. */
import type { Place } from "../../text/span.ts";
import type { ShellNode, Word } from "../../workspace/shell/ast.ts";
import type { Machine } from "../machine.ts";
import type { FailureTreatment } from "../site.ts";
import type { Frame } from "./frame.ts";

/** A failure that nobody sees. */
export function lostIn(node: ShellNode, frame: Frame, how: string): FailureTreatment {
  return { kind: "swallowed", how, at: { file: frame.file, span: node.span } };
}

/** What becomes of a failure where a branch may have set the option that decides it. */
export function dependsOn(option: string, { span }: ShellNode, { file }: Frame): FailureTreatment {
  return { kind: "unknown", reason: `whether ${option} is on depends on a condition`, at: { file, span } };
}

/** `$?` right behind a command: somebody looks, unless it stops there anyway. */
export function asksForStatus(node: ShellNode): boolean {
  if (node.kind === "if") return node.branches[0]?.condition.some(asksForStatus) ?? false;
  if (node.kind === "case") return isStatus(node.subject);
  if (node.kind === "and" || node.kind === "or") return asksForStatus(node.left);
  if (node.kind === "not") return asksForStatus(node.body);
  if (node.kind !== "command") return false;
  return [...node.assignments.map(({ value }) => value), ...node.words].some(isStatus);
}

function isStatus(word: Word): boolean {
  return word.text.includes("$?") || word.parts.some((part) => part.kind === "variable" && part.name === "?");
}

/** In a list a failure ends the script under errexit, counts if it is the last, and is lost otherwise. */
export function failureInList(
  node: ShellNode,
  machine: Machine,
  frame: Frame,
  isLast: boolean,
): FailureTreatment {
  if (machine.options.errexit && frame.canErrexit) return frame.scriptFailure;
  if (isLast && frame.failure.kind !== "swallowed") return frame.failure;
  if (machine.options.errexitDepends && frame.canErrexit) return dependsOn("errexit", node, frame);
  return isLast ? frame.failure : lostIn(node, frame, "no errexit");
}

/** A condition asks for the status: errexit is off in it. */
export function inCondition(frame: Frame, at: Place): Frame {
  const handled: FailureTreatment = { kind: "handled", at };
  return { ...frame, failure: handled, quietFailure: handled, canErrexit: false };
}

export function failureOfOrLeft(node: { left: ShellNode; right: ShellNode }, frame: Frame): FailureTreatment {
  const at = { file: frame.file, span: node.right.span };
  if (alwaysLeaves(node.right)) return frame.scriptFailure;
  if (!alwaysSucceeds(node.right)) return { kind: "handled", at };
  const how = node.left.kind === "and" ? "A && B || C" : `|| ${firstWords(node.right)}`;
  return { kind: "swallowed", how, at };
}

/** `exit 1`, `return 1`, `false`, or a group that ends with one. */
export function alwaysLeaves(node: ShellNode): boolean {
  if (node.kind === "group" || node.kind === "subshell") {
    const last = node.body.at(-1);
    return last !== undefined && alwaysLeaves(last);
  }
  if (node.kind === "and") return alwaysLeaves(node.right);
  if (node.kind !== "command") return false;
  const [name, status] = node.words.map((word) => word.text);
  if (name === "false") return true;
  // A bare `exit` or `return` hands on the status of the command before it, which may be that of an echo.
  return (name === "exit" || name === "return") && status !== undefined && status !== "0";
}

/** `true`, `:`, `echo …`, `printf …`, `exit 0`, and groups that end with one. */
function alwaysSucceeds(node: ShellNode): boolean {
  if (node.kind === "group" || node.kind === "subshell") {
    const last = node.body.at(-1);
    return last !== undefined && alwaysSucceeds(last);
  }
  if (node.kind === "and") return alwaysSucceeds(node.left) && alwaysSucceeds(node.right);
  if (node.kind !== "command") return false;
  const [path, status] = node.words.map((word) => word.text);
  const name = path?.replace(/^(?:\/usr)?\/bin\//, "");
  if (name === "exit" || name === "return") return status === "0";
  return name === "true" || name === ":" || name === "echo" || name === "printf";
}

function firstWords(node: ShellNode): string {
  if (node.kind === "command") return node.text.length > 24 ? `${node.words[0]?.text ?? ""} …` : node.text;
  return node.kind === "subshell" ? "( … )" : "{ … }";
}

/** After `exit` in a branch the rest of the script sees only the other branches. */
export function leavesScript(node: ShellNode): boolean {
  return node.kind === "command" && (node.words[0]?.text === "exit" || node.words[0]?.text === "return");
}

/** Without errexit a loop goes on after a pass that failed: only the status of the last pass counts. */
export function loopFrame(node: ShellNode, machine: Machine, frame: Frame): Frame {
  if (machine.options.errexit && frame.canErrexit) return frame;
  const lost =
    machine.options.errexitDepends && frame.canErrexit
      ? dependsOn("errexit", node, frame)
      : lostIn(node, frame, "the loop goes on");
  const isCounted = frame.failure.kind === "stops" || frame.failure.kind === "unknown";
  return isCounted ? { ...frame, failure: lost, quietFailure: lost } : frame;
}
