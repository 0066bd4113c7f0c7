/** `$(shell …)`: that it runs, and what it prints where somebody who knows the machine says so. */
import { type EmbeddedText, embedPieces, type Hole } from "../../text/embedded-text.ts";
import type { Run } from "./_variables.ts";
import type { MakeShell } from "./model.ts";

const shells = new WeakMap<object, MakeShell>();

/** `allowance` is the object that all tables of one Makefile share. */
export function tellShell(allowance: object, shell: MakeShell): void {
  shells.set(allowance, shell);
}

/** The output of a command as make takes it: no last line ends, blanks for the others. */
export function shellOutput(allowance: object, command: string): string | undefined {
  return shells.get(allowance)?.(command.trim())?.replace(/\n+$/, "").replaceAll("\n", " ");
}

type Sink = (command: readonly Run[]) => void;
const sinks = new WeakMap<object, Sink>();

/** Hands every command that make runs during the work to a sink. */
export function noteShellCommands<T>(allowance: object, sink: Sink, work: () => T): T {
  const before = sinks.get(allowance);
  sinks.set(allowance, sink);
  const result = work();
  if (before) sinks.set(allowance, before);
  else sinks.delete(allowance);
  return result;
}

/** Make runs a command here. */
export function runsShell(allowance: object, command: readonly Run[]): void {
  sinks.get(allowance)?.(command);
}

/** A command as a script of its own, all of it at one place of the file. */
export function scriptOf(command: readonly Run[], start: number): EmbeddedText {
  const holes: Hole[] = [];
  let text = "";
  for (const run of command) {
    if (run.hole !== undefined)
      holes.push({ start: text.length, end: text.length + run.text.length, expression: run.hole });
    text += run.text;
  }
  return { ...embedPieces([{ text, fileStart: start }], holes), fileOffset: () => start };
}
