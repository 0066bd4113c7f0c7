/** What is known once the last line is read. */

import { expandRaw, knownText } from "./_expand.ts";
import { expandText } from "./_expand-text.ts";
import { createExpansion, lazyNames, whileReading } from "./_expansion.ts";
import type { Exports } from "./_exports.ts";
import { joinRecipe } from "./_recipes.ts";
import type { OpenTarget, State } from "./_state.ts";
import { matchPattern } from "./_text-functions.ts";
import { unknownContent } from "./_variables.ts";
import type { Makefile, MakeTarget, MakeVariable } from "./model.ts";

/** Targets that may be the first. */
const mostGoals = 8;
const mostFirst = 2_000;

/** The Makefile that a finished reading makes. */
export function finish(state: State): Makefile {
  const variables = state.variables.map((variable) => withExport(variable, state));
  const targetVariables = state.ofTargets;
  const nameRule = namesOfComputedRules(state);
  const evaluated = lazyNames(state.table);
  const searches = state.searches || state.table.has("VPATH");
  const finished = ({ target, start, end, recipe, hasRecipe }: OpenTarget): MakeTarget => ({
    ...target,
    prerequisites: target.prerequisites.flatMap(nameRule),
    orderOnly: target.orderOnly.flatMap(nameRule),
    span: { start, end: Math.max(start, end) },
    ...(searches ? { isOpen: true as const } : {}),
    ...(hasRecipe ? { hasRecipe: true as const } : {}),
    isPhony: state.phony.has(target.name),
    recipe: state.isOneShell ? joinRecipe(recipe) : recipe,
  });
  const targets = state.targets.map(finished);
  const { exports } = state;
  const goals = findDefaultGoals(state);
  const remade = findRemade(state);
  return {
    file: state.root.path,
    targets,
    ...(state.byDefault ? { byDefault: finished(state.byDefault) } : {}),
    variables,
    includes: state.included,
    ...(remade.length > 0 ? { remade } : {}),
    exportsAll: exportsAll(exports) === "yes",
    unexported: exports.unexported,
    ...(exports.gone.size > 0 ? { undefinedNames: exports.gone } : {}),
    ...(exports.maybeUnexported.size > 0 ? { maybeUnexported: exports.maybeUnexported } : {}),
    ...(state.exportCommands.length > 0 ? { exportCommands: state.exportCommands } : {}),
    ...(state.shellCommands.length > 0 ? { shellCommands: state.shellCommands } : {}),
    comments: state.comments,
    problems: state.problems,
    ...(state.stops ? { stops: state.stops } : {}),
    isOneShell: state.isOneShell,
    ...(state.ignoresErrors ? { ignoresErrors: true } : {}),
    defaultGoal: goals[0],
    defaultGoals: goals,
    ...(evaluated.size > 0 ? { evaluated } : {}),
    expand: (text, scope) => expandText(text, { variables: state.table, scope, targetVariables }),
  };
}

function exportsAll({ all, byTarget }: Exports): Exports["all"] {
  return all === "yes" || byTarget.all === "no" ? all : byTarget.all;
}

function withExport(variable: MakeVariable, { exports }: State): MakeVariable {
  const { name } = variable;
  const { sure, maybe, unexported } = exports;
  const isOwn = variable.target !== undefined && variable.isExported;
  const isExported = (isOwn || sure.has(name)) && !unexported.has(name);
  const isOpen = !isExported && !unexported.has(name) && (maybe.has(name) || exportsAll(exports) === "maybe");
  return { ...variable, isExported, ...(isOpen ? { mayBeExported: true } : {}) };
}

/** Missing files that a rule makes; they may set what `?=` only proposes. */
function findRemade({ missing, targets, table }: State): readonly string[] {
  const isMade = (file: string): boolean =>
    targets.some(({ target, hasRecipe }) => hasRecipe && matchPattern(target.name, file) !== undefined);
  const remade = [...new Set(missing)].filter(isMade);
  if (remade.length === 0) return remade;
  for (const [name, state] of table)
    if (state.isDefault) table.set(name, { ...state, content: [unknownContent(name)] });
  return remade;
}

/** `$(BINS)` of a path that nobody knows still names the rules that are made for the same path. */
function namesOfComputedRules({ targets, openNames }: State): (name: string) => readonly string[] {
  const computed = targets.filter(({ target }) => target.computed !== undefined && target.name.includes("$"));
  const names = new Set(computed.map(({ target }) => target.name));
  return (name) => {
    const meant = openNames.get(name);
    return meant?.some((each) => names.has(each)) ? meant : [name];
  };
}

function findDefaultGoals(state: State): readonly string[] {
  if (state.table.has(".DEFAULT_GOAL")) {
    const expansion = createExpansion(state.table, whileReading);
    const goal = knownText(expandRaw(expansion, "$(.DEFAULT_GOAL)"));
    if (goal !== undefined && goal.trim() !== "") return [goal.trim()];
  }
  const targets = state.targets.filter(
    ({ target }) => !target.isPattern && (!target.name.startsWith(".") || target.name.includes("/")),
  );
  const sure = targets.findIndex(({ target }) => !target.isConditional);
  const first = sure === -1 ? targets : targets.slice(0, sure + 1);
  const possible: typeof first = [];
  for (const each of first.slice(0, mostFirst))
    if (!possible.some(({ branch }) => branch.every((frame, index) => frame === each.branch[index])))
      possible.push(each);
  return [...new Set(possible.map(({ target }) => target.name))].slice(0, mostGoals);
}
