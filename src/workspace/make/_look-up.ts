/** What a name holds: arguments, automatic variables, the caller's values and the table. */
import { expandRaw } from "./_expand.ts";
import { type Expansion, noteAsked } from "./_expansion.ts";
import { textFunctions, words } from "./_text-functions.ts";
import { builtIn, type Content, type Run, type VariableState } from "./_variables.ts";
import type { MakeTarget } from "./model.ts";

/** What a name holds; undefined when nobody can say. */
export function lookUp(expansion: Expansion, name: string): readonly Run[] | undefined {
  const local = expansion.locals.get(name);
  if (local) return local;
  const automatic = automaticValue(expansion, name);
  if (automatic !== undefined) return [{ text: automatic }];
  const { scope, consulted, evaluated, reading, isCondition } = expansion;
  if (name.endsWith(early)) return lookUpEarly(expansion, name);
  if (evaluated.isAny || evaluated.names.has(name)) return undefined;
  const state = expansion.variables.get(name);
  const override = scope.overrides.get(name);
  const isOverridden = scope.overrides.has(name);
  noteConsulted(expansion, name, state);
  if (isOverridden && !state?.isOverride) return override === undefined ? undefined : [{ text: override }];
  const { environment } = scope;
  // What goals are asked for decides conditions; a value that is kept is expanded for each call.
  const isGiven = environment?.has(name) === true && (name !== goalsName || !reading || isCondition === true);
  if (isGiven && (!state || state.isDefault)) {
    const given = environment?.get(name);
    return given === undefined ? undefined : [{ text: given }];
  }
  if (!state) {
    const text = builtIn.get(name) ?? (scope.isNothingSet ? "" : undefined);
    if (text === undefined) consulted.isCertain = false;
    return text === undefined ? undefined : [{ text }];
  }
  if (state.isDefault) consulted.isCertain = false;
  for (const assumed of state.assumes)
    if (scope.overrides.has(assumed) || environment?.has(assumed)) return undefined;
  if (state.byDefault) consulted.isCertain = false;
  const isAfterOverride = isOverridden && state.appended !== undefined;
  const before = isAfterOverride ? override : state.isAppended && isGiven ? environment?.get(name) : "";
  // What make is given stands before what is appended, and nobody knows it.
  if (before === undefined) return undefined;
  if (state.isCut) expansion.trouble.isCut = true;
  const { names, called } = expansion.expanding;
  if (!state.isSimple && names.has(name) && !called.has(name)) {
    expansion.trouble.recursive ??= name;
    return undefined;
  }
  names.add(name);
  const added = runsOf({ ...state, content: contentOf(state, { isAfterOverride, isGiven }) }, expansion);
  const runs = before && added ? [{ text: `${before} ` }, ...added] : added;
  names.delete(name);
  if (!runs) return undefined;
  // A value that each line makes longer by a word is copied in every line.
  expansion.allowance.steps -= runs.length >> 3;
  return runs;
}

/** Whether the environment has a say in what a variable holds. */
export function isOpenOutside(state: VariableState | undefined): boolean {
  return !state || state.isDefault || state.isAppended === true || state.candidates.length > 0;
}

/** The variable that holds the goals of make's command line. */
export const goalsName = "MAKECMDGOALS";

/** What decides here: a name that the reading is told decides for sure. */
function noteConsulted(expansion: Expansion, name: string, state: VariableState | undefined): void {
  const { consulted, reading, scope } = expansion;
  noteAsked(expansion, name, isOpenOutside(state));
  if (reading && (scope.overrides.has(name) || scope.environment?.has(name))) return;
  consulted.names.add(name);
}

function contentOf(
  { content, appended = [], byDefault }: VariableState,
  { isAfterOverride, isGiven }: { isAfterOverride: boolean; isGiven: boolean },
): readonly Content[] {
  if (isAfterOverride) return appended;
  if (!byDefault || isGiven) return content;
  return [...byDefault, { kind: "raw", text: " ", variable: undefined }, ...content];
}

/** Behind a name in an evaluated text: it had no value yet when make read the text. */
export const early = "@early";

/** Only the caller can have given such a name a value. */
function lookUpEarly({ scope, variables }: Expansion, name: string): readonly Run[] | undefined {
  const plain = name.slice(0, -early.length);
  const given = scope.overrides.has(plain) ? scope.overrides : scope.environment;
  const text = given?.get(plain);
  if (text !== undefined) return [{ text }];
  return given?.has(plain) || variables.has(plain) ? undefined : [{ text: `$(${name})`, hole: plain }];
}

function runsOf({ content }: VariableState, expansion: Expansion): readonly Run[] | undefined {
  const runs: Run[] = [];
  for (const piece of content) {
    const isExpanded = piece.kind === "runs";
    const added = isExpanded
      ? piece.runs
      : expandRaw(expansion, piece.text, { variable: piece.variable, base: 0 });
    for (const run of added) {
      runs.push(run);
      if (isExpanded) expansion.budget.characters -= run.text.length;
    }
    if (expansion.budget.characters < 0) return undefined;
  }
  return runs;
}

/** Without a pattern the stem is what stands before a suffix that make knows, and nothing else knows those. */
function stemOf({ stem, name }: MakeTarget): string | undefined {
  return stem ?? (name.includes(".") ? undefined : "");
}

function automaticValue({ scope }: Expansion, name: string): string | undefined {
  const { target } = scope;
  const base = /^([@<^+*?|])([DF]?)$/.exec(name);
  if (!target || !base) return undefined;
  const [, mark, part] = base;
  const isFixed = (text: string | undefined) => text !== undefined && !/[%$]/.test(text);
  const isOpen = target.isOpen === true && mark !== "@" && mark !== "*";
  const first = target.prerequisites[0];
  let value: string | undefined;
  if (mark === "@") value = target.name;
  else if (mark === "*") value = stemOf(target);
  else if (mark === "<") value = first ?? "";
  else if (mark === "^") value = [...new Set(target.prerequisites)].join(" ");
  else if (mark === "+") value = target.prerequisites.join(" ");
  else if (mark === "|") value = target.orderOnly.join(" ");
  if (isOpen || value === undefined || !isFixed(value)) return undefined;
  if (part === "F") return textFunctions.get("notdir")?.apply([value]);
  if (part === "D")
    return words(value)
      .map((word) => word.slice(0, Math.max(0, word.lastIndexOf("/"))) || ".")
      .join(" ");
  return value;
}
