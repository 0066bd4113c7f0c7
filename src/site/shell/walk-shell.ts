/**
 * Walks a shell script the way a shell runs it and hands every simple command to `run`, with the machine
 * state it sees and with what happens when it fails. Branches that may not be taken are walked as well and
 * their effects merged: where they differ, the setting becomes unknown.
 * Over 300 lines because every node of the shell stands in one walk.
 */
import type { Place } from "../../text/span.ts";
import type { CommandNode, Redirect, ShellNode } from "../../workspace/shell/ast.ts";
import type { Machine } from "../machine.ts";
import type { Condition, FailureTreatment } from "../site.ts";
import type { Value } from "../value.ts";
import { assign, assigned } from "./assign.ts";
import { armOf } from "./case-arm.ts";
import { conditionHolds, mayHoldOtherwise } from "./condition-holds.ts";
import { inBranch, writtenCondition } from "./conditions.ts";
import { evaluateWord, type WordScope } from "./evaluate-word.ts";
import {
  alwaysLeaves,
  asksForStatus,
  dependsOn,
  failureInList,
  failureOfOrLeft,
  inCondition,
  leavesScript,
  loopFrame,
  lostIn,
} from "./failure-of-node.ts";
import { fedByPipe } from "./fed-script.ts";
import type { Frame } from "./frame.ts";
import { isTest } from "./is-test.ts";
import { exitWith, failed, leave } from "./leave.ts";
import { mergeMachines } from "./merge-machines.ts";
import { asked, type QuestionAtEnd, questionAtEnd } from "./question-at-end.ts";
import { linesOfInput, readOfLoop } from "./read-input.ts";
import { applyDefaults } from "./sets-variables.ts";
import { walkFor, walkWhile } from "./walk-loops.ts";
import { walkProcess } from "./walk-process.ts";
import { emptyCommand, walkSubstitutions } from "./walk-substitutions.ts";
import { withInstalled } from "./with-installed.ts";
import {
  doubtLater,
  emptiesFile,
  emptyLater,
  type LaterFile,
  laterFileIn,
  outputFile,
  teeEmpties,
  teeFile,
  writeLater,
} from "./write-later.ts";

/** What the walk asks of its owner. */
export interface ShellHost {
  resolveHole(expression: string, at: Place, machine: Machine): ReturnType<WordScope["resolveHole"]>;
  /** What `< file` and the like give to a command; undefined when files cannot tell. */
  inputOf?(redirects: readonly Redirect[], machine: Machine, frame: Frame): string | undefined;
  /** What `$( … )` prints; undefined when files cannot tell. */
  substitute?(body: readonly ShellNode[], machine: Machine, frame: Frame): string | undefined;
  pathOf?(name: "0" | "BASH_SOURCE" | "PWD", machine: Machine, frame: Frame): string | undefined;
  /** Counts a step; false when the walk has gone on for so long that it must end. */
  takeStep?(at: Place): boolean;
  /** What is written at a place. */
  textAt?(at: Place): string | undefined;
  /** Does something whose commands count for nothing. */
  quietly?<Result>(work: () => Result): Result;
  /** A simple command with at least one word; returns the machine after it. */
  run(node: CommandNode, machine: Machine, frame: Frame): Machine;
}

/** Passes of a loop that are walked one by one. */
export const maxLoopPasses = 24;

/** Walks a list of nodes and returns the machine after it. */
export function walkNodes(
  nodes: readonly ShellNode[],
  machine: Machine,
  frame: Frame,
  host: ShellHost,
): Machine {
  return nodes.reduce((current, node, index) => {
    if (current.ended) return current;
    const isLast = index === nodes.length - 1;
    const next = nodes[index + 1];
    const failure: FailureTreatment =
      next && asksForStatus(next) && !(current.options.errexit && frame.canErrexit)
        ? { kind: "handled", at: { file: frame.file, span: next.span } }
        : !isLast && isCompound.test(node.kind)
          ? // Errexit asks the commands inside, not the whole.
            lostIn(node, frame, "no errexit")
          : failureInList(node, current, frame, isLast);
    const quietFailure = isLast
      ? frame.quietFailure
      : lostIn(node, frame, "errexit ignores what fails before &&");
    return walkNode(node, current, { ...frame, failure, quietFailure }, host);
  }, machine);
}

const isCompound = /^(?:group|if|for|while|until|case)$/;

export function walkNode(node: ShellNode, machine: Machine, frame: Frame, host: ShellHost): Machine {
  const at = { file: frame.file, span: node.span };
  if (host.takeStep?.(at) === false) return machine;
  // What nobody is sure of ends no script.
  const isNever = (holds: boolean | undefined, asked: ShellNode): boolean =>
    holds === false && !mayHoldOtherwise([asked], scopeOf(machine, frame, host));
  const endsPerhaps = (asked: ShellNode, { ended }: Machine): boolean =>
    ended === true && mayHoldOtherwise([asked], scopeOf(machine, frame, host));
  switch (node.kind) {
    case "command":
      return walkCommand(node, machine, frame, host);
    case "and": {
      // A failure on the left skips the right: errexit does not see it, the status of the whole list does.
      const isErrexit = machine.options.errexit && frame.canErrexit;
      const failure = isErrexit ? frame.quietFailure : frame.failure;
      const leaves = succeedsAway(node.right) ? ({ kind: "handled", at } as const) : failure;
      const left = walkNode(
        node.left,
        machine,
        { ...frame, failure: leaves, quietFailure: leaves, canErrexit: false },
        host,
      );
      if (left.ended) return left;
      if (!isTest(node.left, machine)) {
        const right = walkNode(node.right, left, frame, host);
        // `go build && exit 0`: what stands behind runs when the left side has failed.
        return right.ended && !alwaysHolds(node.left) ? left : right;
      }
      const holds = decided(node.left, left, frame, host);
      const isOpen = holds !== true;
      const asked = writtenCondition(
        { nodes: [node.left], behind: " && …" },
        { frame, host },
        isNever(holds, node.left),
      );
      const right = walkNode(node.right, left, isOpen ? inBranch(frame, asked) : frame, host);
      if (holds !== undefined && !endsPerhaps(node.left, right)) return holds ? right : left;
      return mergeMachines([left, right], at);
    }
    case "or": {
      const failure = failureOfOrLeft(node, frame);
      const left = walkNode(
        node.left,
        machine,
        { ...frame, failure, quietFailure: failure, canErrexit: false },
        host,
      );
      if (left.ended) return left;
      const isDecided = isTest(node.left, machine) || alwaysHolds(node.left) || neverHolds(node.left);
      const holds = isDecided ? decided(node.left, left, frame, host) : undefined;
      const never = isNever(holds === undefined ? undefined : !holds, node.left);
      const asked = writtenCondition({ nodes: [node.left], behind: " || …" }, { frame, host }, never);
      const runs = neverHolds(node.left) && holds === false;
      const right = walkNode(node.right, left, runs ? frame : inBranch(frame, asked), host);
      if (holds !== undefined && !endsPerhaps(node.left, right)) return holds ? left : right;
      return mergeMachines([left, right], at);
    }
    case "pipeline":
      return walkPipeline(node, machine, frame, host);
    case "not":
      return walkNode(node.body, machine, inCondition(frame, at), host);
    case "background": {
      const failure: FailureTreatment = isAwaited(node, frame, host)
        ? { kind: "handled", at }
        : lostIn(node, frame, "it runs in the background");
      const inside = { ...frame, failure, quietFailure: failure, scriptFailure: failure };
      const { later } = walkProcess([node.body], machine, inside, host).machine;
      return later === undefined ? machine : { ...machine, later };
    }
    case "subshell": {
      // To errexit a subshell is one command, whatever failed inside: `exit` ends no more than that.
      const inside = { ...frame, quietFailure: frame.failure, scriptFailure: frame.failure };
      const end = walkProcess(node.body, machine, inside, host);
      const after = withInstalled(machine, end.machine);
      return end.fails ? failed(after, frame) : asked(end.question, after, frame, host);
    }
    case "group":
      return walkGroup(node, machine, frame, host);
    case "if":
      return walkIf(node, machine, frame, host);
    case "for":
      return walkFor(node, machine, frame, host);
    case "while":
    case "until":
      return walkWhile(node, machine, frame, host);
    case "case": {
      walkSubstitutions({ ...emptyCommand(node), words: [node.subject] }, machine, frame, host);
      const taken = frame.isRepeated ? undefined : armOf(node, scopeOf(machine, frame, host));
      const subject = taken && evaluateWord(node.subject, scopeOf(machine, frame, host));
      if (taken && subject?.kind === "known" && !subject.mayDiffer)
        return walkNodes(taken.body, machine, frame, host);
      if (taken) {
        const end = walkNodes(taken.body, machine, frame, host);
        for (const arm of node.arms) {
          if (arm === taken) continue;
          const aside = { ...inBranch(frame, conditionOfArm(node, arm, frame)), ...unreached() };
          walkNodes(arm.body, machine, aside, host);
        }
        return end.ended ? machine : end;
      }
      const arms = node.arms.map((arm) =>
        walkNodes(arm.body, machine, inBranch(frame, conditionOfArm(node, arm, frame)), host),
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

type CaseNode = ShellNode & { readonly kind: "case" };

function conditionOfArm({ subject }: CaseNode, arm: CaseNode["arms"][number], { file }: Frame): Condition {
  const [first] = arm.patterns;
  const patterns = arm.patterns.map(({ text }) => text).join(" | ");
  return { text: `case ${subject.text} in ${patterns})`, at: { file, span: first?.span ?? subject.span } };
}

/** `wait $!`, `wait -n` further down: somebody looks at the status. */
function isAwaited({ span }: ShellNode, { file }: Frame, host: ShellHost): boolean {
  const rest = { file, span: { start: span.end, end: span.end + 4_000 } };
  return /\bwait[ \t]+[^\s;&|#)}]/.test(host.textAt?.(rest) ?? "");
}

/** `true && …` */
function alwaysHolds(node: ShellNode): boolean {
  return node.kind === "command" && /^(?:true|:)$/.test(node.words[0]?.text ?? "");
}

/** `false || …` */
function neverHolds(node: ShellNode): boolean {
  return node.kind === "command" && node.words[0]?.text === "false";
}

/** `&& exit 0`: what does not succeed goes on to what comes behind, so somebody looks. */
function succeedsAway(node: ShellNode): boolean {
  return leavesScript(node) && !alwaysLeaves(node);
}

function decided(node: ShellNode, machine: Machine, frame: Frame, host: ShellHost): boolean | undefined {
  return frame.isRepeated ? undefined : conditionHolds([node], scopeOf(machine, frame, host));
}

/** A group whose redirects say where it prints, or what a loop in it reads. */
function walkGroup(
  node: ShellNode & { kind: "group" },
  before: Machine,
  frame: Frame,
  host: ShellHost,
): Machine {
  const { redirects = [], body } = node;
  const output = outputFile(redirects);
  const isEmptied = output !== undefined && output !== "elsewhere" && emptiesFile(redirects);
  const machine = isEmptied ? emptyLater(output, before) : before;
  const inside: Frame =
    output === undefined ? frame : { ...frame, output: output === "elsewhere" ? undefined : output };
  const [loop] = body;
  const read = body.length === 1 && loop?.kind === "while" ? readOfLoop(loop.condition) : undefined;
  const input = read && host.inputOf?.(redirects, machine, frame);
  // A pass that ends early does not run what stands behind.
  if (!read || input === undefined || loop?.kind !== "while" || endsPass(loop.body))
    return walkNodes(body, machine, inside, host);
  const lines = linesOfInput(input, read.takesRest);
  if (lines.length > maxLoopPasses) return walkNodes(body, machine, inside, host);
  let current = machine;
  const bodyFrame = lines.length === 1 ? inside : loopFrame(loop, machine, inside);
  for (const line of lines) {
    if (current.ended) return current;
    const set = walkNode(
      read.node,
      current,
      { ...inCondition(inside, { file: frame.file, span: node.span }), line },
      host,
    );
    current = walkNodes(loop.body, set, bodyFrame, host);
  }
  return walkNode(read.node, current, inCondition(inside, { file: frame.file, span: node.span }), host);
}

/** `continue` or `break` somewhere in the body of a loop. */
function endsPass(nodes: readonly ShellNode[]): boolean {
  return nodes.some((node) => {
    switch (node.kind) {
      case "command":
        return /^(?:continue|break|return|exit)$/.test(node.words[0]?.text ?? "");
      case "and":
      case "or":
        return endsPass([node.left, node.right]);
      case "if":
        return node.branches.some((branch) => endsPass(branch.body)) || endsPass(node.otherwise);
      case "case":
        return node.arms.some((arm) => endsPass(arm.body));
      case "group":
      case "for":
      case "while":
      case "until":
        return endsPass(node.body);
      default:
        return false;
    }
  });
}

function walkPipeline(
  node: ShellNode & { kind: "pipeline" },
  machine: Machine,
  frame: Frame,
  host: ShellHost,
): Machine {
  const at = { file: frame.file, span: node.span };
  const into = pipeOutput(node, frame);
  const isOne = into?.printing.length === 1;
  let installed = into?.empties ? emptyLater(into.file, machine) : machine;
  let fails = false;
  let question: QuestionAtEnd | undefined;
  const start = installed.later;
  node.parts.forEach((part, index) => {
    const isLast = index === node.parts.length - 1;
    const failure: FailureTreatment =
      isLast || machine.options.pipefail || frame.failure.kind === "handled"
        ? frame.failure
        : machine.options.pipefailDepends
          ? dependsOn("pipefail", node, frame)
          : { kind: "swallowed", how: "pipe without pipefail", at };
    // Every part runs in a subshell of its own: nothing it sets reaches the next command, and errexit ends the part.
    const fed = fedByPipe(part, node.parts[index - 1]);
    const output = isOne && index === 0 ? into.file : undefined;
    const inside = {
      ...frame,
      failure,
      quietFailure: failure,
      scriptFailure: failure,
      output,
      line: undefined,
    };
    if (isLast && machine.options.lastpipe) {
      installed = walkNode(fed, installed, { ...inside, scriptFailure: frame.scriptFailure }, host);
      question = questionAtEnd(fed, installed);
      return;
    }
    const end = walkProcess([fed], installed, inside, host);
    installed = withInstalled(installed, end.machine);
    fails = end.fails;
    question = end.question;
  });
  if (fails) return failed(installed, frame);
  installed = asked(question, installed, frame, host);
  if (!into || isOne || !machine.later) return installed;
  const [first] = into.printing;
  const text = first && host.substitute?.([{ ...node, parts: into.printing }], machine, frame);
  const printed = text === undefined ? undefined : { text: `${text}\n`, open: new Map() };
  return writeLater(into.file, printed, { ...installed, later: start ?? machine.later }, at);
}

/** The file for later steps into which a pipeline prints, by tee or a redirect of its last part, and what prints. */
function pipeOutput(
  { parts }: ShellNode & { kind: "pipeline" },
  frame: Frame,
):
  | { readonly file: LaterFile; readonly printing: readonly ShellNode[]; readonly empties: boolean }
  | undefined {
  const last = parts.at(-1);
  const tee = teeFile(last);
  if (tee) return { file: tee, printing: parts.slice(0, -1), empties: teeEmpties(last) };
  const redirected = last?.kind === "command" || last?.kind === "group" ? last : undefined;
  const own = outputFile(redirected?.redirects ?? []);
  const file = own ?? frame.output;
  if (!last || file === undefined || file === "elsewhere") return undefined;
  const isOwn = own !== undefined && redirected !== undefined;
  const empties = own !== undefined && emptiesFile(redirected?.redirects ?? []);
  return {
    file,
    empties,
    printing: isOwn ? [...parts.slice(0, -1), { ...redirected, redirects: [] }] : parts,
  };
}

function walkIf(node: ShellNode & { kind: "if" }, machine: Machine, frame: Frame, host: ShellHost): Machine {
  const at = { file: frame.file, span: node.span };
  const ends: Machine[] = [];
  let current = machine;
  // A branch that files show is not taken is walked for its commands: what it sets reaches nothing.
  let isTaken = false;
  let wasSure = false;
  const walkBranch = (body: readonly ShellNode[], isReached: boolean, condition: Condition): void => {
    const inside = inBranch(frame, condition);
    const end = walkNodes(body, current, isReached ? inside : { ...inside, ...unreached() }, host);
    if (isReached) ends.push(end);
  };
  for (const branch of node.branches) {
    const [first] = node.branches;
    const parts = { frame, host };
    const earlier = writtenCondition({ before: "else of if ", nodes: first?.condition ?? [] }, parts);
    const asked = branch === first ? frame : inBranch(frame, earlier);
    current = walkNodes(branch.condition, current, inCondition(asked, at), host);
    if (current.ended) return current;
    const scope = scopeOf(current, frame, host);
    const holds = frame.isRepeated ? undefined : conditionHolds(branch.condition, scope);
    const before = branch === first ? "if " : "elif ";
    const isSure = !mayHoldOtherwise(branch.condition, scope);
    const never = wasSure || (holds === false && isSure);
    const condition = writtenCondition({ before, nodes: branch.condition }, parts, never);
    walkBranch(branch.body, !isTaken && holds !== false, condition);
    wasSure ||= holds === true && isSure;
    isTaken ||= holds === true && !(ends.at(-1)?.ended && mayHoldOtherwise(branch.condition, scope));
  }
  const nodes = node.branches[0]?.condition ?? [];
  const condition = writtenCondition({ before: "else of if ", nodes }, { frame, host }, wasSure);
  walkBranch(node.otherwise, !isTaken, condition);
  return mergeMachines(ends, at);
}

/** A branch that is not taken leaves nothing. */
export function unreached(): Pick<Frame, "exits" | "returns" | "loop"> {
  return { exits: [], returns: [], loop: { breaks: [], continues: [], outer: undefined } };
}

const noParameters: readonly Value[] = [];

/** The scope in which the words of a command are evaluated. */
export function scopeOf(machine: Machine, frame: Frame, host: ShellHost): WordScope {
  return {
    file: frame.file,
    environment: machine.environment,
    parameters: machine.parameters ?? (frame.isWithoutArguments ? noParameters : undefined),
    nameOfProgram: frame.nameOfProgram,
    dialect: frame.dialect,
    resolveHole: (expression, at) => host.resolveHole(expression, at, machine),
    substitute: (body) => host.substitute?.(body, machine, frame),
    pathOf: (name) => host.pathOf?.(name, machine, frame),
  };
}

/** Substitutions inside a command run first; then the command, or its bare assignments. */
function walkCommand(node: CommandNode, machine: Machine, frame: Frame, host: ShellHost): Machine {
  walkSubstitutions(node, machine, frame, host);
  const scope = scopeOf(machine, frame, host);
  if (node.words.length === 0) {
    if (frame.dialect && node.assignments.some(({ append }) => append))
      return appendedIn(node, machine, frame);
    const refused = node.assignments.some(({ name }) => machine.environment.get(name)?.isReadonly);
    if (refused) return refusedAssignment(node, machine, frame);
    const after = assign(node, withDoubt(node, machine), scope);
    return substitutionFails(node) ? failed(after, frame) : after;
  }
  const after = host.run(node, applyDefaults(node, machine, scope), frame);
  if (after.ended) return after;
  const left = leave(node, after, frame);
  if (left) return left;
  const isNo = !frame.isRepeated && conditionHolds([node], scope) === false;
  return isNo && !mayHoldOtherwise([node], scope) ? failed(after, frame) : after;
}

/** To a read-only name: bash gives up what is left of the line, other shells the script. */
function refusedAssignment({ span }: CommandNode, machine: Machine, frame: Frame): Machine {
  const after = failed(machine, frame);
  if (after.ended) return after;
  if (frame.dialect === "dash") return exitWith(machine, frame, true);
  const at = { file: frame.file, span };
  return { ...after, stopped: { text: "an assignment to a read-only name", at } };
}

/** `X+=y`: to dash a command that it does not find. */
function appendedIn(node: CommandNode, machine: Machine, frame: Frame): Machine {
  if (frame.dialect === "dash") return failed(machine, frame);
  const at = { file: frame.file, span: node.span };
  const value = { kind: "unknown", reason: "+= is known to bash alone", at } as const;
  const environment = node.assignments.reduce(
    (before, { name }) => before.with(name, assigned(name, value, at, { ...machine, environment: before })),
    machine.environment,
  );
  return { ...machine, environment };
}

/** `X=$(false)`: the status of an assignment is that of its last substitution. */
function substitutionFails({ assignments }: CommandNode): boolean {
  const last = assignments.at(-1)?.value.parts.findLast((part) => part.kind === "substitution");
  const end = last?.body.at(-1);
  if (end?.kind !== "command") return false;
  return alwaysLeaves(end) || (end.words.length === 0 && substitutionFails(end));
}

/** `F="$GITHUB_ENV"`: what is written to $F is not followed. */
function withDoubt(node: CommandNode, machine: Machine): Machine {
  const file = laterFileIn(node.assignments.map(({ value }) => value.text).join(" "));
  return file === "GITHUB_ENV" || file === "BASH_ENV"
    ? doubtLater(
        machine,
        `${node.assignments[0]?.name} stands for ${file}, and what is written to it is not followed`,
      )
    : machine;
}
