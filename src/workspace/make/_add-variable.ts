/** An assignment that was read: kept for the model, and applied to the table. */
import { type Assignment, assign } from "./_assignment.ts";
import { expandRaw, knownText } from "./_expand.ts";
import { addTargetVariables } from "./_expand-text.ts";
import { createExpansion, isCutShort, whileReading } from "./_expansion.ts";
import { exportAssigned } from "./_exports.ts";
import type { FileState, State } from "./_state.ts";
import { computedHere, expandNow, limitMet, problem, stopAt, tooLong } from "./_trouble.ts";
import type { Run } from "./_variables.ts";
import type { MakeVariable } from "./model.ts";

/** In a text that make computed: a part that is perhaps empty takes the blanks behind it along. */
const mayBegin = /^(?:\$\([^()]*\)|\$\{[^{}]*\})[ \t]/;

/** Keeps an assignment and applies it, when its lines are read. */
export function addVariable(
  state: State,
  file: FileState,
  given: {
    assignment: Assignment;
    kind: MakeVariable["operator"];
    applied: MakeVariable["operator"];
    target: string | undefined;
  },
): void {
  const { assignment } = given;
  const nameEnd = assignment.name.text.length;
  const nameSpan = { start: assignment.name.fileOffset(0), end: assignment.name.fileOffset(nameEnd) };
  const name = knownText(expandNow(state, assignment.name.text, { file, span: nameSpan }));
  if (name === undefined || name === "") {
    problem(state, file, nameSpan, "The name of the variable is not known");
    return;
  }
  const valueEnd = assignment.value.fileOffset(assignment.value.text.length);
  const { conditions } = file;
  const variable: MakeVariable = {
    name,
    nameSpan,
    operator: given.kind,
    value: assignment.value,
    at: { file: file.file, span: { start: nameSpan.start, end: Math.max(nameSpan.end, valueEnd) } },
    isExported: assignment.isExported,
    isOverride: assignment.isOverride,
    target: given.target,
    ...(assignment.isPrivate ? { isPrivate: true } : {}),
    isConditional: !conditions.isCertain,
  };
  state.variables.push(variable);
  // `release: export NAME = x` exports it to that target alone.
  if (given.target === undefined) {
    const { isExported: isExport } = assignment;
    exportAssigned(state, name, { isExport, isSure: conditions.mode === "on" });
  }
  // Some versions of make no longer hand on the environment's value then.
  if (given.target !== undefined && given.applied === "?=") state.exports.maybeUnexported.add(name);
  if (given.target !== undefined) {
    const isImmediate = given.applied === ":=" || given.applied === "::=";
    const runs = isImmediate ? expandForTarget(state, variable, given.target) : undefined;
    state.ofTargets.push({ ...variable, runs });
  }
  if (given.target !== undefined || conditions.mode === "dim" || conditions.mode === "off") return;
  const trouble = assign(state.table, variable, {
    operator: given.applied,
    mode: file.computed && mayBegin.test(assignment.value.text) ? "maybe" : conditions.mode,
    assumes: conditions.assumes,
  });
  const isImmediate = state.table.get(name)?.isSimple === true;
  if (isImmediate && /\$[({]eval\s/.test(assignment.value.text))
    problem(state, file, variable.at.span, computedHere);
  stopAt(state, file, variable.at.span, trouble?.recursive);
  if (trouble?.isCut) limitMet(state, file, variable.at.span, tooLong);
  if (name === ".RECIPEPREFIX") state.recipePrefix = assignment.value.text[0] ?? "\t";
}

/** `release: NAME := $(OTHER)` takes the value that the other has here, for this target. */
function expandForTarget(state: State, variable: MakeVariable, name: string): readonly Run[] | undefined {
  const { text } = variable.value;
  if (!text.includes("$")) return undefined;
  const table = addTargetVariables(state.table, { target: { name } }, state.ofTargets);
  const expansion = createExpansion(table, whileReading);
  const runs = expandRaw(expansion, text, { variable, base: 0 });
  // What goes wrong here is found, and told, where a recipe of the target is expanded.
  return isCutShort(expansion) || expansion.trouble.recursive !== undefined ? undefined : runs;
}
