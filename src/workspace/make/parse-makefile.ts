/**
 * A Makefile and what it includes, read as GNU Make reads it.
 * Reference: https://www.gnu.org/software/make/manual/make.html
 */
import type { SourceFile } from "../../text/source-file.ts";
import { keyOfGoals } from "./_conditions.ts";
import { createExpansion, startReading, whileReading } from "./_expansion.ts";
import { tellFiles } from "./_files.ts";
import { finish } from "./_finish.ts";
import { goalsName } from "./_look-up.ts";
import { readFile } from "./_read-lines.ts";
import { noteShellCommands, scriptOf, tellShell } from "./_shell.ts";
import { createState, type State } from "./_state.ts";
import type { Run } from "./_variables.ts";
import type { MakeCircumstances, Makefile, MakeIncludes, ReadCommand } from "./model.ts";

/** Reads a Makefile; included files take part in it and keep their own paths. */
export function parseMakefile(
  source: SourceFile,
  includes: MakeIncludes = { find: () => [] },
  { shell, given = { overrides: new Map() } }: MakeCircumstances = {},
): Makefile {
  const state = createState(source, includes);
  const { asked } = startReading(state.table, given);
  const { allowance } = createExpansion(state.table, whileReading);
  if (shell) tellShell(allowance, shell);
  if (includes.match) tellFiles(allowance, includes.match);
  const keep = (command: readonly Run[]): void => keepShellCommand(state, command);
  noteShellCommands(allowance, keep, () => readFile(state, source));
  const makefile = finish(state);
  if (shell) return makefile;
  const isPlain = given.overrides.size === 0 && !given.environment;
  if (!state.asksMachine && !(isPlain && asked.any.size > 0)) return makefile;
  return {
    ...makefile,
    on: (circumstances) => parseMakefile(source, includes, { given, ...circumstances }),
    ...(state.asksMachine ? { asksMachine: true } : {}),
    ...(state.asksGo ? { asksGo: true } : {}),
    ...(isPlain ? { asked: { ...asked, keyOfGoals: goalKeyOf(state) } } : {}),
  };
}

/** A variable that is expanded later may bring the goals into any condition. */
function goalKeyOf({ goalConditions, variables }: State): (goals: string) => string {
  const isAnywhere = variables.some(
    ({ value, operator }) => !/^::?=$/.test(operator) && value.text.includes(goalsName),
  );
  return (goals) => (isAnywhere ? goals : keyOfGoals(goalConditions, goals));
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
