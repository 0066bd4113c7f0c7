/**
 * A Makefile and what it includes, read as GNU Make reads it.
 * Reference: https://www.gnu.org/software/make/manual/make.html
 */
import type { SourceFile } from "../../text/source-file.ts";
import { createExpansion } from "./_expansion.ts";
import { tellFiles } from "./_files.ts";
import { finish } from "./_finish.ts";
import { readFile } from "./_read-lines.ts";
import { noteShellCommands, scriptOf, tellShell } from "./_shell.ts";
import { createState, type State } from "./_state.ts";
import type { Run } from "./_variables.ts";
import type { Makefile, MakeIncludes, MakeShell, ReadCommand } from "./model.ts";

/** Reads a Makefile; included files take part in it and keep their own paths. */
export function parseMakefile(
  source: SourceFile,
  includes: MakeIncludes = { find: () => [] },
  shell?: MakeShell,
): Makefile {
  const state = createState(source, includes);
  const { allowance } = createExpansion(state.table, { target: undefined, overrides: new Map() });
  if (shell) tellShell(allowance, shell);
  if (includes.match) tellFiles(allowance, includes.match);
  const keep = (command: readonly Run[]): void => keepShellCommand(state, command);
  noteShellCommands(allowance, keep, () => readFile(state, source));
  const makefile = finish(state);
  return shell || !state.asksMachine
    ? makefile
    : {
        ...makefile,
        on: (known) => parseMakefile(source, includes, known),
        ...(state.asksGo ? { asksGo: true } : {}),
      };
}

/** The same line may run a command more than once, and one is enough to tell. */
function keepShellCommand({ shellCommands, line, evaluations }: State, command: readonly Run[]): void {
  if (!line.isRead) return;
  const text = scriptOf(command, line.at.span.start);
  const isSame = (other: ReadCommand): boolean =>
    other.text.text === text.text && (evaluations.depth > 0 || other.at.span.start === line.at.span.start);
  // What `eval` is handed was expanded before it is read.
  if (shellCommands.slice(-4).some(isSame)) return;
  shellCommands.push({ text, at: line.at, isConditional: line.isConditional });
}
