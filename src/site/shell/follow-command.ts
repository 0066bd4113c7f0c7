/** Follows a command into what it runs: functions, scripts, containers, make targets. */
import type { CommandNode } from "../../workspace/shell/ast.ts";
import type { Machine, ShellFunction } from "../machine.ts";
import { type CommandHost, nameOf, type PlainCommand } from "./command-host.ts";
import { containerRun, mayHoldTree, whyHidden } from "./container-run.ts";
import { contentNumber } from "./content-number.ts";
import { findMakefile } from "./find-makefile.ts";
import { scriptAt } from "./find-script.ts";
import { runScript, runShell, sourceScript } from "./follow-script.ts";
import { runEval, setTrap } from "./follow-text.ts";
import type { Exit, Frame } from "./frame.ts";
import { isAllParameters } from "./is-all-parameters.ts";
import { withoutLocals } from "./local-names.ts";
import { numberOf } from "./machine-key.ts";
import { whereCallEnds } from "./merge-machines.ts";
import { noteOpen, noteUnread } from "./note-open.ts";
import { parametersOf } from "./parameters.ts";
import { asked, questionAtEnd } from "./question-at-end.ts";
import { isOnStack, isTooDeep } from "./scout.ts";
import { callsOf, sharedWalk } from "./shared-walks.ts";
import { textOf } from "./text-of.ts";
import { reach } from "./walk-log.ts";
import { walkMake } from "./walk-make.ts";
import { walkNodes } from "./walk-shell.ts";

export interface Followed {
  readonly machine: Machine;
  /** It ends with a failure in any case. */
  readonly fails?: boolean;
}

/** Follows a command into what it runs, when that stands in the repository. */
export function followCommand(
  node: CommandNode,
  command: PlainCommand,
  frame: Frame,
  host: CommandHost,
): Followed | undefined {
  const { words, machine } = command;
  const text = textOf(words[0]);
  const name = nameOf(words);
  if (text === undefined || name === undefined || isTooDeep(frame, host)) return undefined;

  // `command go "$@"` in a function go() is the program.
  const isProgram = node.words[0]?.text === "command";
  const called = isProgram ? undefined : machine.functions.get(text);
  if (called) {
    const isForwarded = frame.caller !== undefined && node.words.some(isAllParameters);
    const caller = (isForwarded ? frame.caller : undefined) ?? command;
    return callFunction(text, called, command, { ...frame, caller }, host);
  }
  if (name === "source" || name === ".") return sourceScript(command, frame, host);
  if (/^(ba|da|z|k|a)?sh$/.test(name)) return runShell(node, command, frame, host);
  if (name === "eval") return runEval(node, command, frame, host);
  if (name === "trap") return setTrap(node, command, frame, host);
  const inContainer = containerRun(command);
  if (inContainer) {
    if (!followCommand(node, inContainer, { ...frame, stack: [...frame.stack, "container"] }, host)) {
      if (mayHoldTree(command, inContainer)) noteOpen(inContainer, host);
      host.commands.push(inContainer);
    }
    host.commands.push(command);
    return { machine };
  }
  const hidden = whyHidden(command);
  if (hidden !== undefined) noteUnread(command, hidden, host);
  if (name === "make" || name === "gmake") {
    const makefile = findMakefile(command, host);
    if (!makefile) return undefined;
    walkMake(makefile, command, frame, host);
    return { machine };
  }
  // A wrapper that is called go is the site's go: what it runs in the end is not for its callers to see.
  if (text.includes("/") && name !== "go") {
    const script = scriptAt(text, machine, host.workspace);
    if (script) return runScript(script, words.slice(1), command, frame, host);
  }
  return undefined;
}

function callFunction(
  name: string,
  { file, body }: ShellFunction,
  command: PlainCommand,
  frame: Frame,
  host: CommandHost,
): Followed {
  const key = `function:${file}:${name}`;
  reach(key, host);
  // `run build` may run a function that says `run go build`: the same call again is a loop.
  const call = `${key}\0${command.words.map((word) => textOf(word) ?? word.text).join("\0")}`;
  const depth = callsOf(`${key}\0`, frame);
  if (isOnStack(call, frame, host) || depth > 2) return { machine: command.machine };
  const isErrexit = command.machine.options.errexit && frame.canErrexit;
  const { parameters } = command.machine;
  const inside: Frame = {
    ...frame,
    file,
    isInFunction: true,
    stack: [...frame.stack, call],
    returns: undefined,
    loop: undefined,
    // `return 1` and the last status of the body are the status of the call.
    scriptFailure: isErrexit ? frame.scriptFailure : frame.failure,
  };
  const machine: Machine = { ...command.machine, parameters: parametersOf(command.words.slice(1)) };
  const part = { machine, frame: inside, host, stack: frame.stack };
  const { machine: after, fails } = sharedWalk(
    () => `call ${numberOf(body)} ${contentNumber(command.at)}`,
    part,
    (shared) => {
      const returns: Exit[] = [];
      const end = walkNodes(body, machine, { ...shared, returns }, host);
      const ended = whereCallEnds(end, returns, command.at);
      const fails = end.ended === true && returns.length > 0 && returns.every((each) => each.fails === true);
      const last = end.ended || returns.length > 0 ? undefined : body.at(-1);
      const question = last && questionAtEnd(last, end);
      const left = asked(question, ended, { ...frame, file, exits: shared.exits }, host);
      return { machine: withoutLocals(left, machine, body), fails };
    },
  );
  return { machine: { ...after, parameters }, fails };
}
