/** Commands inside the words of others: `$(…)`, here-documents that expand, defaults of variables. */
import type { CommandNode, ShellNode, Word } from "../../workspace/shell/ast.ts";
import type { Machine } from "../machine.ts";
import type { FailureTreatment } from "../site.ts";
import type { Frame } from "./frame.ts";
import { walkProcess } from "./walk-process.ts";
import type { ShellHost } from "./walk-shell.ts";

/** A command that holds words of another construct, for the substitutions in them. */
export function emptyCommand({ span }: ShellNode): CommandNode {
  return { kind: "command", assignments: [], words: [], redirects: [], span, text: "" };
}

function holdsCommands(word: Word): boolean {
  return word.parts.some(
    (part) => part.kind === "substitution" || part.kind === "other" || part.kind === "variable",
  );
}

/** `<<< "$(go list)"`, `> "$(…)"`, and here-documents that expand. */
function redirectHoldsCommands({ here, target }: CommandNode["redirects"][number]): boolean {
  if (here) return here.parts?.some((part) => part.kind === "substitution") ?? false;
  return target !== undefined && holdsCommands(target);
}

/** Walks the commands that stand inside the words and redirects of another one. */
export function walkSubstitutions(node: CommandNode, machine: Machine, frame: Frame, host: ShellHost): void {
  const inWords =
    node.assignments.some(({ value }) => holdsCommands(value)) || node.words.some(holdsCommands);
  if (!inWords && !node.redirects.some(redirectHoldsCommands)) return;
  const at = { file: frame.file, span: node.span };
  // `X=$(cmd)` hands on the status of cmd; in an argument it is lost.
  const isBare = node.words.length === 0;
  const lost: FailureTreatment = { kind: "swallowed", how: "command substitution in an argument", at };
  const failure = isBare ? frame.failure : lost;
  const inner: Frame = {
    ...frame,
    failure,
    quietFailure: failure,
    scriptFailure: failure,
    // Bash turns errexit off in a substitution, other shells and `sh` do not.
    canErrexit: frame.dialect !== undefined && frame.canErrexit,
    output: undefined,
    line: undefined,
    exits: undefined,
    returns: undefined,
    loop: undefined,
  };
  const words = [...node.assignments.map((assignment) => assignment.value), ...node.words];
  for (const { here, target } of node.redirects) {
    if (target && !here) words.push(target);
    for (const part of here?.parts ?? []) {
      if (part.kind === "substitution") walkProcess(part.body, machine, inner, host);
    }
  }
  for (const word of words) {
    for (const part of word.parts) {
      if (part.kind === "substitution") walkProcess(part.body, machine, inner, host);
      if (part.kind === "other") {
        walkProcess(part.body ?? [], machine, inner, host);
        if (part.items) walkSubstitutions({ ...emptyCommand(node), words: part.items }, machine, frame, host);
      }
      if (part.kind === "variable" && part.argument) {
        const nested = { ...node, assignments: [], redirects: [], words: [part.argument] };
        walkSubstitutions(nested, machine, frame, host);
      }
    }
  }
}
