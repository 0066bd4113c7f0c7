/**
 * Walks a shell script the way a shell runs it and hands every simple command to `run`, with the machine
 * state it sees and with what happens when it fails. Branches that may not be taken are walked as well and
 * their effects merged: where they differ, the setting becomes unknown.
 * Over 300 lines because the constructs of the shell contain each other.
 */
import type { Place } from "../../text/span.ts";
import type { CommandNode, ShellNode, Word } from "../../workspace/shell/ast.ts";
import { unexported } from "../environment.ts";
import type { Machine } from "../machine.ts";
import type { FailureTreatment, Reason } from "../site.ts";
import type { Value } from "../value.ts";
import { joinedText } from "../value.ts";
import { armOf } from "./case-arm.ts";
import { endsList } from "./ends-list.ts";
import { evaluateArguments, evaluateWord, type WordScope } from "./evaluate-word.ts";
import { fedByPipe } from "./fed-script.ts";
import { mergeMachines } from "./merge-machines.ts";
import { withInstalled } from "./with-installed.ts";

/** Where a node stands: what its exit status decides and how it was reached. */
export interface Frame {
  readonly file: string;
  /** The script file that runs, which `$0` names; undefined in the scripts of CI steps and recipes. */
  readonly program?: string;
  readonly via: readonly Reason[];
  readonly parameters: readonly Value[] | undefined;
  /** In a function: the command that calls it, which is what `"$@"` runs. */
  readonly caller?: CallerOfFunction | undefined;
  readonly isConditional: boolean;
  /** What happens when the node returns a failure. */
  readonly failure: FailureTreatment;
  /** The same where errexit does not look: a failure on the left of `&&`. */
  readonly quietFailure: FailureTreatment;
  /** What happens when the whole script (or function) fails: where `exit 1` and errexit lead. */
  readonly scriptFailure: FailureTreatment;
  /** False in conditions and on the left of `&&` and `||`, where errexit is off. */
  readonly canErrexit: boolean;
  /** Keys of scripts, targets and functions being walked: a second entry is a loop. */
  readonly stack: readonly string[];
}

export interface CallerOfFunction {
  readonly text: string;
  readonly at: Place;
  readonly failure: FailureTreatment;
}

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

function lostIn(node: ShellNode, frame: Frame, how: string): FailureTreatment {
  return { kind: "swallowed", how, at: { file: frame.file, span: node.span } };
}

/** `$?` right behind a command: somebody looks, unless it stops there anyway. */
function asksForStatus(node: ShellNode): boolean {
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
function failureInList(node: ShellNode, machine: Machine, frame: Frame, isLast: boolean): FailureTreatment {
  if (machine.options.errexit && frame.canErrexit) return frame.scriptFailure;
  if (isLast) return frame.failure;
  return lostIn(node, frame, "no errexit");
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
      const body = walkNodes(node.body, after, { ...inLoop, isConditional: true }, host);
      return mergeMachines([after, body], at);
    }
    case "case": {
      walkSubstitutions({ ...emptyCommand(node), words: [node.subject] }, machine, frame, host);
      const taken = armOf(node, scopeOf(machine, frame, host));
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

/** A condition asks for the status: errexit is off in it. */
function inCondition(frame: Frame, at: Place): Frame {
  const handled: FailureTreatment = { kind: "handled", at };
  return { ...frame, failure: handled, quietFailure: handled, canErrexit: false };
}

function failureOfOrLeft(node: { left: ShellNode; right: ShellNode }, frame: Frame): FailureTreatment {
  const at = { file: frame.file, span: node.right.span };
  if (alwaysLeaves(node.right)) return frame.scriptFailure;
  if (!alwaysSucceeds(node.right)) return { kind: "handled", at };
  const how = node.left.kind === "and" ? "A && B || C" : `|| ${firstWords(node.right)}`;
  return { kind: "swallowed", how, at };
}

/** `exit 1`, `return 1`, `false`, or a group that ends with one. */
function alwaysLeaves(node: ShellNode): boolean {
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
  if (node.kind !== "command") return false;
  const [name, status] = node.words.map((word) => word.text);
  if (name === "exit" || name === "return") return status === "0";
  return name === "true" || name === ":" || name === "echo" || name === "printf";
}

function firstWords(node: ShellNode): string {
  if (node.kind === "command") return node.text.length > 24 ? `${node.words[0]?.text ?? ""} …` : node.text;
  return "{ … }";
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
  for (const branch of node.branches) {
    current = walkNodes(branch.condition, current, inCondition(frame, at), host);
    const end = walkNodes(branch.body, current, { ...frame, isConditional: true }, host);
    const last = branch.body.at(-1);
    if (!last || !leavesScript(last)) ends.push(end);
  }
  const otherwise = walkNodes(node.otherwise, current, { ...frame, isConditional: true }, host);
  const lastOtherwise = node.otherwise.at(-1);
  if (!lastOtherwise || !leavesScript(lastOtherwise)) ends.push(otherwise);
  return ends.length === 0 ? current : mergeMachines(ends, at);
}

/** After `exit` in a branch the rest of the script sees only the other branches. */
function leavesScript(node: ShellNode): boolean {
  return node.kind === "command" && (node.words[0]?.text === "exit" || node.words[0]?.text === "return");
}

/** Without errexit a loop goes on after a pass that failed: only the status of the last pass counts. */
function loopFrame(node: ShellNode, machine: Machine, frame: Frame): Frame {
  if (machine.options.errexit && frame.canErrexit) return frame;
  const lost = lostIn(node, frame, "the loop goes on");
  const isCounted = frame.failure.kind === "stops" || frame.failure.kind === "unknown";
  return isCounted ? { ...frame, failure: lost, quietFailure: lost } : frame;
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
  const bodyFrame = { ...inLoop, isConditional: frame.isConditional || passes.length === 0 };
  if (passes.length === 0) {
    const value = { kind: "unknown", reason: "the loop's values are not written in the script", at } as const;
    const environment = machine.environment.with(node.variable, { value, at, by });
    return mergeMachines([machine, walkNodes(node.body, { ...machine, environment }, bodyFrame, host)], at);
  }
  let current = machine;
  for (const pass of passes) {
    const isGlob = pass.value.kind === "known" && /[*?[]/.test(pass.value.text);
    const value = isGlob
      ? ({ kind: "unknown", reason: "it is a file found by a pattern", at: pass.at } as const)
      : pass.value;
    const environment = current.environment.with(node.variable, { value, at: pass.at, by });
    current = walkNodes(node.body, { ...current, environment }, bodyFrame, host);
  }
  return current;
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
  if (node.words.length > 0) return host.run(node, machine, frame);
  const scope = scopeOf(machine, frame, host);
  let environment = machine.environment;
  for (const assignment of node.assignments) {
    const at = { file: frame.file, span: assignment.span };
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

/** A command that holds words of another construct, for the substitutions in them. */
function emptyCommand({ span }: ShellNode): CommandNode {
  return { kind: "command", assignments: [], words: [], redirects: [], span, text: "" };
}

/** A plain assignment reaches programs only where the variable was exported before. */
function byOf(name: string, { environment, options }: Machine): string {
  const before = environment.get(name);
  if (options.allexport) return "assignment under set -a";
  return before === undefined || before.by === unexported ? unexported : "assignment to an exported variable";
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

function walkSubstitutions(node: CommandNode, machine: Machine, frame: Frame, host: ShellHost): void {
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
    canErrexit: false,
  };
  const words = [...node.assignments.map((assignment) => assignment.value), ...node.words];
  for (const { here, target } of node.redirects) {
    if (target && !here) words.push(target);
    for (const part of here?.parts ?? []) {
      if (part.kind === "substitution") walkNodes(part.body, machine, inner, host);
    }
  }
  for (const word of words) {
    for (const part of word.parts) {
      if (part.kind === "substitution") walkNodes(part.body, machine, inner, host);
      if (part.kind === "other") {
        walkNodes(part.body ?? [], machine, inner, host);
        if (part.items) walkSubstitutions({ ...emptyCommand(node), words: part.items }, machine, frame, host);
      }
      if (part.kind === "variable" && part.argument) {
        const nested = { ...node, assignments: [], redirects: [], words: [part.argument] };
        walkSubstitutions(nested, machine, frame, host);
      }
    }
  }
}
