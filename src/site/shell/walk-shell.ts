/**
 * Walks a shell script the way a shell runs it and hands every simple command to `run`, with the machine
 * state it sees and with what happens when it fails. Branches that may not be taken are walked as well and
 * their effects merged: where they differ, the setting becomes unknown.
 */
import type { Place } from "../../text/span.ts";
import type { CommandNode, ShellNode } from "../../workspace/shell/ast.ts";
import type { Machine } from "../machine.ts";
import type { FailureTreatment } from "../site.ts";
import type { Value } from "../value.ts";
import { assign } from "./assign.ts";
import { armOf } from "./case-arm.ts";
import { conditionHolds } from "./condition-holds.ts";
import { endsList } from "./ends-list.ts";
import { evaluateArguments, type WordScope } from "./evaluate-word.ts";
import {
  alwaysLeaves,
  asksForStatus,
  failureInList,
  failureOfOrLeft,
  inCondition,
  leavesScript,
  loopFrame,
  lostIn,
} from "./failure-of-node.ts";
import { fedByPipe } from "./fed-script.ts";
import type { Frame } from "./frame.ts";
import { mergeMachines } from "./merge-machines.ts";
import { emptyCommand, walkSubstitutions } from "./walk-substitutions.ts";
import { withInstalled } from "./with-installed.ts";

/** What the walk asks of its owner. */
export interface ShellHost {
  resolveHole(expression: string, at: Place, machine: Machine): ReturnType<WordScope["resolveHole"]>;
  /** What `$( … )` prints; undefined when files cannot tell. */
  substitute?(body: readonly ShellNode[], machine: Machine, frame: Frame): string | undefined;
  pathOf?(name: "0" | "BASH_SOURCE" | "PWD", machine: Machine, frame: Frame): string | undefined;
  /** Counts a step; false when the walk has gone on for so long that it must end. */
  takeStep?(at: Place): boolean;
  /** A simple command with at least one word; returns the machine after it. */
  run(node: CommandNode, machine: Machine, frame: Frame): Machine;
}

const maxLoopPasses = 24;

/** Walks a list of nodes and returns the machine after it. */
export function walkNodes(
  nodes: readonly ShellNode[],
  machine: Machine,
  frame: Frame,
  host: ShellHost,
): Machine {
  const end = nodes.findIndex((node) => endsList(node, isInFunction(frame)));
  const run = end === -1 ? nodes : nodes.slice(0, end + 1);
  return run.reduce((current, node, index) => {
    const isLast = index === run.length - 1;
    const next = run[index + 1];
    const failure: FailureTreatment =
      next && asksForStatus(next) && !(current.options.errexit && frame.canErrexit)
        ? { kind: "handled", at: { file: frame.file, span: next.span } }
        : failureInList(node, current, frame, isLast);
    const quietFailure = isLast
      ? frame.quietFailure
      : lostIn(node, frame, "errexit ignores what fails before &&");
    return walkNode(node, current, { ...frame, failure, quietFailure }, host);
  }, machine);
}

/** Outside of functions and sourced files `return` is an error, after which the script goes on. */
function isInFunction({ stack }: Frame): boolean {
  return stack.at(-1)?.startsWith("function:") ?? false;
}

function walkNode(node: ShellNode, machine: Machine, frame: Frame, host: ShellHost): Machine {
  const at = { file: frame.file, span: node.span };
  if (host.takeStep?.(at) === false) return machine;
  switch (node.kind) {
    case "command":
      return walkCommand(node, machine, frame, host);
    case "and": {
      // A failure on the left skips the right: errexit does not see it, the status of the whole list does.
      const isErrexit = machine.options.errexit && frame.canErrexit;
      const failure = isErrexit ? frame.quietFailure : frame.failure;
      const left = walkNode(
        node.left,
        machine,
        { ...frame, failure, quietFailure: failure, canErrexit: false },
        host,
      );
      return walkNode(node.right, left, frame, host);
    }
    case "or": {
      const failure = failureOfOrLeft(node, frame);
      const left = walkNode(
        node.left,
        machine,
        { ...frame, failure, quietFailure: failure, canErrexit: false },
        host,
      );
      const right = walkNode(node.right, left, { ...frame, isConditional: true }, host);
      return alwaysLeaves(node.right) ? left : mergeMachines([left, right], at);
    }
    case "pipeline":
      return walkPipeline(node, machine, frame, host);
    case "not":
      return walkNode(node.body, machine, inCondition(frame, at), host);
    case "background": {
      const failure = lostIn(node, frame, "it runs in the background");
      walkNode(node.body, machine, { ...frame, failure, quietFailure: failure }, host);
      return machine;
    }
    case "subshell":
      // To errexit a subshell is one command, whatever failed inside.
      return withInstalled(
        machine,
        walkNodes(node.body, machine, { ...frame, quietFailure: frame.failure }, host),
      );
    case "group":
      return walkNodes(node.body, machine, frame, host);
    case "if":
      return walkIf(node, machine, frame, host);
    case "for":
      return walkFor(node, machine, frame, host);
    case "while":
    case "until": {
      const after = walkNodes(node.condition, machine, inCondition(frame, at), host);
      const inLoop = loopFrame(node, machine, frame);
      const body = walkNodes(node.body, after, { ...inLoop, isConditional: true, isRepeated: true }, host);
      return mergeMachines([after, body], at);
    }
    case "case": {
      walkSubstitutions({ ...emptyCommand(node), words: [node.subject] }, machine, frame, host);
      const taken = frame.isRepeated ? undefined : armOf(node, scopeOf(machine, frame, host));
      if (taken) return walkNodes(taken.body, machine, frame, host);
      const arms = node.arms.map((arm) =>
        walkNodes(arm.body, machine, { ...frame, isConditional: true }, host),
      );
      return mergeMachines([machine, ...arms], at);
    }
    case "function":
      return {
        ...machine,
        functions: new Map(machine.functions).set(node.name, { file: frame.file, body: node.body }),
      };
  }
}

function walkPipeline(
  node: ShellNode & { kind: "pipeline" },
  machine: Machine,
  frame: Frame,
  host: ShellHost,
): Machine {
  const at = { file: frame.file, span: node.span };
  let installed = machine;
  node.parts.forEach((part, index) => {
    const isLast = index === node.parts.length - 1;
    const failure: FailureTreatment =
      isLast || machine.options.pipefail || frame.failure.kind === "handled"
        ? frame.failure
        : { kind: "swallowed", how: "pipe without pipefail", at };
    // Every part runs in a subshell of its own: nothing it sets reaches the next command, and errexit ends the part.
    const fed = fedByPipe(part, node.parts[index - 1]);
    const inside = { ...frame, failure, quietFailure: failure, scriptFailure: failure };
    installed = withInstalled(installed, walkNode(fed, installed, inside, host));
  });
  return installed;
}

function walkIf(node: ShellNode & { kind: "if" }, machine: Machine, frame: Frame, host: ShellHost): Machine {
  const at = { file: frame.file, span: node.span };
  const ends: Machine[] = [];
  let current = machine;
  // A branch that files show is not taken is walked for its commands: what it sets reaches nothing.
  let isTaken = false;
  for (const branch of node.branches) {
    current = walkNodes(branch.condition, current, inCondition(frame, at), host);
    const holds = frame.isRepeated
      ? undefined
      : conditionHolds(branch.condition, scopeOf(current, frame, host));
    const end = walkNodes(branch.body, current, { ...frame, isConditional: true }, host);
    const last = branch.body.at(-1);
    if (!isTaken && holds !== false && (!last || !leavesScript(last))) ends.push(end);
    isTaken ||= holds === true;
  }
  const otherwise = walkNodes(node.otherwise, current, { ...frame, isConditional: true }, host);
  const lastOtherwise = node.otherwise.at(-1);
  if (!isTaken && (!lastOtherwise || !leavesScript(lastOtherwise))) ends.push(otherwise);
  return ends.length === 0 ? current : mergeMachines(ends, at);
}

function walkFor(
  node: ShellNode & { kind: "for" },
  machine: Machine,
  frame: Frame,
  host: ShellHost,
): Machine {
  const at = { file: frame.file, span: node.span };
  walkSubstitutions({ ...emptyCommand(node), words: node.values }, machine, frame, host);
  const scope = scopeOf(machine, frame, host);
  const values = node.values.flatMap((word) => evaluateArguments(word, scope)).slice(0, maxLoopPasses);
  const by = `for ${node.variable} in …`;
  const passes = values.length > 0 ? values : [];
  const inLoop = passes.length === 1 ? frame : loopFrame(node, machine, frame);
  const isWritten = passes.length > 0 && passes.every(({ value }) => isOneText(value));
  const bodyFrame: Frame = {
    ...inLoop,
    isConditional: frame.isConditional || passes.length === 0,
    ...(isWritten ? {} : { isRepeated: true }),
  };
  if (passes.length === 0) {
    const value = { kind: "unknown", reason: "the loop's values are not written in the script", at } as const;
    const environment = machine.environment.with(node.variable, { value, at, by });
    return mergeMachines([machine, walkNodes(node.body, { ...machine, environment }, bodyFrame, host)], at);
  }
  let current = machine;
  for (const pass of passes) {
    const isGlob = pass.value.kind === "known" && !isOneText(pass.value);
    const value = isGlob
      ? ({ kind: "unknown", reason: "it is a file found by a pattern", at: pass.at } as const)
      : pass.value;
    const environment = current.environment.with(node.variable, { value, at: pass.at, by });
    current = walkNodes(node.body, { ...current, environment }, bodyFrame, host);
  }
  return current;
}

/** Neither a pattern nor a value that may be many words. */
function isOneText(value: Value): boolean {
  return value.kind === "known" && !/[*?[]/.test(value.text);
}

/** The scope in which the words of a command are evaluated. */
export function scopeOf(machine: Machine, frame: Frame, host: ShellHost): WordScope {
  return {
    file: frame.file,
    environment: machine.environment,
    parameters: frame.parameters,
    resolveHole: (expression, at) => host.resolveHole(expression, at, machine),
    substitute: (body) => host.substitute?.(body, machine, frame),
    pathOf: (name) => host.pathOf?.(name, machine, frame),
  };
}

/** Substitutions inside a command run first; then the command, or its bare assignments. */
function walkCommand(node: CommandNode, machine: Machine, frame: Frame, host: ShellHost): Machine {
  walkSubstitutions(node, machine, frame, host);
  return node.words.length > 0
    ? host.run(node, machine, frame)
    : assign(node, machine, scopeOf(machine, frame, host));
}
