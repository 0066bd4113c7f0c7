/** What `$(shell …)` prints, where somebody who knows the machine says so. */
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
