/** Walks what runs in a shell of its own to its end: with every way out of it, and with its traps. */
import type { ShellNode } from "../../workspace/shell/ast.ts";
import type { ExitTrap, Machine } from "../machine.ts";
import type { FailureTreatment } from "../site.ts";
import { unknown } from "../value.ts";
import type { Exit, Frame } from "./frame.ts";
import { mergeLater, mergeMachines } from "./merge-machines.ts";
import { answersNo, type QuestionAtEnd, questionAtEnd } from "./question-at-end.ts";
import { type ShellHost, walkNodes } from "./walk-shell.ts";

export interface EndOfProcess {
  readonly machine: Machine;
  /** It ends with a failure in any case. */
  readonly fails: boolean;
  /** The question with whose answer it ends: no is a failure. */
  readonly question?: QuestionAtEnd | undefined;
}

/** The machine when the process has ended. */
export function walkProcess(
  nodes: readonly ShellNode[],
  machine: Machine,
  frame: Frame,
  host: ShellHost,
): EndOfProcess {
  const exits: Exit[] = [];
  const isReturnExit = frame.returns !== undefined || frame.isReturnExit === true;
  const inside: Frame = { ...frame, exits, returns: undefined, isReturnExit, loop: undefined };
  const { atExit: _, ...start } = machine;
  const end = walkNodes(nodes, start, inside, host);
  const last = end.ended ? undefined : nodes.at(-1);
  const question = last && questionAtEnd(last, end);
  const isNo = question !== undefined && answersNo(question, end, inside, host);
  const isEnd = isNo || (end.ended === true && exits.length > 0);
  const fails = isEnd && exits.every((exit) => exit.fails === true);
  const { ended: __, ...after } = runExitTraps(joined(end, exits, frame), frame, host);
  return { machine: { ...after, parameters: machine.parameters, stopped: machine.stopped }, fails, question };
}

/** Where the last line is not reached, one of the exits is the end; else they only may have written for later steps. */
function joined(end: Machine, exits: readonly Exit[], { file }: Frame): Machine {
  const at = { file, span: { start: 0, end: 0 } };
  const ways = exits.map(({ machine }) => machine);
  if (end.ended) return ways.length > 0 ? mergeMachines(ways, at) : end;
  // What a step wrote before it failed is for nobody: no step follows.
  const others = exits.flatMap(({ machine: { later }, fails }) => (fails !== true && later ? [later] : []));
  // A trap sees the state of whichever way out was taken.
  if (end.atExit || ways.some(({ atExit }) => atExit)) return mergeMachines([...ways, end], at);
  if (!end.later || others.length === 0) return end;
  return { ...end, later: others.reduce((merged, later) => mergeLater(merged, later, at), end.later) };
}

/** Runs the traps of a script that has ended. */
export function runExitTraps(machine: Machine, frame: Frame, host: ShellHost): Machine {
  const { atExit = [], ended: _, ...current } = machine;
  if (atExit.length === 0) return current;
  return atExit.reduce<Machine>((before, trap) => runTrap(trap, before, frame, host), current);
}

function runTrap(
  { file, body, at, folder, isConditional }: ExitTrap,
  machine: Machine,
  frame: Frame,
  host: ShellHost,
): Machine {
  const failure: FailureTreatment = { kind: "unknown", reason: "it runs in a trap", at };
  const now = machine.folder;
  const isSame = folder.kind === "known" && now.kind === "known" && folder.text === now.text;
  const where = isSame ? folder : unknown("a trap runs in the folder in which the script ends", at);
  const inside: Frame = {
    ...frame,
    file,
    failure,
    quietFailure: failure,
    scriptFailure: failure,
    isConditional: frame.isConditional || isConditional,
    exits: undefined,
    returns: undefined,
    loop: undefined,
    stack: [...frame.stack, "trap"],
  };
  const { ended: _, ...after } = walkNodes(body, { ...machine, folder: where }, inside, host);
  return after;
}
