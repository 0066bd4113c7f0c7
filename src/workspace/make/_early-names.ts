/**
 * Names that have no value yet when make expands a text to keep the result (`:=`, `eval`): a later line that
 * assigns them changes nothing there. Only files that evaluate something read such a result again.
 */
import { early } from "./_look-up.ts";
import { builtIn, type Run, type VariableTable } from "./_variables.ts";

/** Names that a file assigns somewhere. */
const assignedNames = new WeakMap<VariableTable, Set<string>>();
const assignment =
  /(?:^|\$[({]eval)[ \t]*(?:(?:export|override)[ \t]+)*(?:define[ \t]+([\w.-]+)|([\w.-]+)[ \t]*(?:::?:?=|[?+!]?=))/gm;

/** Keeps the names that a text assigns, when it evaluates something. */
export function noteAssignments(variables: VariableTable, text: string): void {
  if (!/\$[({]eval[ \t]/.test(text)) return;
  const names = assignedNames.get(variables) ?? new Set<string>();
  assignedNames.set(variables, names);
  for (const [, defined, assigned] of text.matchAll(assignment)) names.add(defined ?? assigned ?? "");
}

/** What such a value gives depends on when it is expanded. */
function evaluates(name: string, variables: VariableTable): boolean {
  const content = variables.get(name)?.content ?? [];
  return content.some((piece) => piece.kind === "raw" && /\$[({]eval[ \t]/.test(piece.text));
}

/** A hole in which the names that only later lines assign are marked. */
export function markEarly(run: Run, variables: VariableTable): Run {
  const names = run.hole === undefined ? undefined : assignedNames.get(variables);
  if (!names) return run;
  const text = run.text.replace(/\$[({]([\w.-]+)[)}]/g, (written, name: string) =>
    (names.has(name) && !variables.has(name) && !builtIn.has(name)) || evaluates(name, variables)
      ? `$(${name}${early})`
      : written,
  );
  return text === run.text ? run : { ...run, text, hole: text.slice(2, -1) };
}
