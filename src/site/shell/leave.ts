/** Ways out of a list of commands: `exit`, `return`, `break`, `continue`, and a failure under errexit. */
import type { CommandNode } from "../../workspace/shell/ast.ts";
import type { Machine } from "../machine.ts";
import type { Frame, Loop } from "./frame.ts";
import { openParameters } from "./parameters.ts";

/** The machine behind a command that leaves the list; undefined when the command does not. */
export function leave(node: CommandNode, machine: Machine, frame: Frame): Machine | undefined {
  const [name, argument] = node.words.map(({ text }) => text);
  switch (name) {
    case "exit":
      return exitWith(machine, frame, statusOf(argument));
    case "exec":
      // Without a program exec only redirects, and `$X` may be none. With one nothing is left to run a trap.
      return argument !== undefined && /^[\w./]/.test(argument)
        ? exitWith({ ...machine, atExit: undefined }, frame, undefined)
        : undefined;
    case "false": {
      const after = failed(machine, frame);
      return after.ended ? after : undefined;
    }
    case "return":
      // Outside of functions and sourced files it is a failure to bash, and the end to dash.
      if (!frame.returns) {
        if (frame.dialect === "dash" || frame.isReturnExit)
          return exitWith(machine, frame, statusOf(argument));
        const after = failed(machine, frame);
        if (after.ended || !frame.dialect) return after.ended ? after : undefined;
        const at = { file: frame.file, span: node.span };
        return { ...after, stopped: { text: "return, which ends the script in some shells", at } };
      }
      frame.returns.push({ machine, fails: statusOf(argument) });
      return { ...machine, ended: true };
    case "break":
    case "continue": {
      const loop = outerLoop(frame.loop, Number(argument ?? 1));
      if (!loop) return undefined;
      (name === "break" ? loop.breaks : loop.continues).push(machine);
      return { ...machine, ended: true };
    }
    default:
      return undefined;
  }
}

/** The machine after a command that fails for sure: under errexit nothing behind it runs. */
export function failed(machine: Machine, frame: Frame): Machine {
  const { errexit, errexitDepends } = machine.options;
  if (!frame.canErrexit) return machine;
  if (errexit) return exitWith(machine, frame, true);
  if (!errexitDepends) return machine;
  frame.exits?.push({ machine, fails: true });
  return { ...machine, stopped: { text: "whether errexit is on depends on a condition", at: undefined } };
}

export function exitWith(machine: Machine, { exits, caller }: Frame, fails: boolean | undefined): Machine {
  // A trap sees the arguments of the function or those of the script: shells do not agree.
  const parameters = caller
    ? openParameters("it depends on the shell which arguments a trap sees", caller.at)
    : machine.parameters;
  exits?.push({ machine: { ...machine, parameters }, fails });
  return { ...machine, ended: true };
}

function statusOf(text: string | undefined): boolean | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) % 256 !== 0 : undefined;
}

function outerLoop(loop: Loop | undefined, levels: number): Loop | undefined {
  return loop && levels > 1 && loop.outer ? outerLoop(loop.outer, levels - 1) : loop;
}
