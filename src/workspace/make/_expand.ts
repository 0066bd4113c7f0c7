/**
 * Expansion of references (GNU Make manual 6 and 8). Everything that needs a process, a disk or a value
 * nobody wrote down becomes a hole. A budget bounds the work: make's own language can double a text with
 * every line. Over 300 lines because references and functions call each other.
 */

import { referenceEnd, splitArguments } from "./_scan.ts";
import { shellOutput } from "./_shell.ts";
import { patternSubstitute, suffixSubstitute, textFunctions, words } from "./_text-functions.ts";
import { builtIn, type Run, type VariableState, type VariableTable } from "./_variables.ts";
import type { MakeScope, MakeVariable } from "./model.ts";

export interface Expansion {
  readonly variables: VariableTable;
  readonly scope: MakeScope;
  /** Values for `$(1)`, loop variables and the like; they hide everything else. */
  readonly locals: ReadonlyMap<string, readonly Run[]>;
  /** How many calls are open. */
  readonly calls: number;
  /**
   * Names being expanded, as make marks them: another `$(NAME)` stops it, unless `call` calls it. An inner
   * expansion that ends takes the mark of an outer one away, in make too.
   */
  readonly expanding: { readonly names: Set<string>; readonly called: Set<string> };
  readonly allowance: { steps: number };
  readonly budget: { characters: number; steps: number; depth: number };
  /** Names that were looked at, and whether a default or nothing at all decided. */
  readonly consulted: { names: Set<string>; isCertain: boolean };
  /** What `$(eval …)` inside of values may assign before the next name is expanded: these names, or any. */
  readonly evaluated: { names: ReadonlySet<string>; isAny: boolean };
  /** What went wrong: a part was left out, or a variable refers to itself, at which make stops. */
  readonly trouble: { isCut: boolean; recursive: string | undefined };
}

const maxDepth = 60;
const maxCharacters = 64_000;
const maxSteps = 10_000;
const maxStepsOfFile = 500_000;

/** Steps left for one Makefile as a whole: a thousand lines that each explode are no better than one. */
const allowances = new WeakMap<VariableTable, { steps: number }>();

/** Names that values and recipes assign by `$(eval NAME := …)` whenever they are expanded. */
const lazyNamesOf = new WeakMap<VariableTable, Set<string>>();
const none: ReadonlySet<string> = new Set();

export function lazyNames(variables: VariableTable): ReadonlySet<string> {
  return lazyNamesOf.get(variables) ?? none;
}

/** Keeps the names that the values and recipes of a text assign so. */
export function noteLazyNames(variables: VariableTable, text: string): void {
  for (const [, line = ""] of text.matchAll(lazyLine)) {
    for (const [, name = ""] of line.matchAll(evaluatedIn)) {
      const names = lazyNamesOf.get(variables) ?? new Set<string>();
      lazyNamesOf.set(variables, names.add(name));
    }
  }
}

/** A recipe, or the value of a variable, that evaluates something. */
const lazyLine =
  /^((?:\t|[ \t]*(?:(?:override|export)[ \t]+)*[\w.-]+[ \t]*(?:::?:?=|[?+!]?=))[^\n]*\$[({]eval[ \t][^\n]*)/gm;
const evaluatedIn = /\$[({]eval[ \t]+(?:(?:override|export)[ \t]+)*([\w.-]+)[ \t]*(?:::?:?=|[?+!]?=)/g;

export function createExpansion(variables: VariableTable, scope: MakeScope): Expansion {
  const allowance = allowances.get(variables) ?? { steps: maxStepsOfFile };
  allowances.set(variables, allowance);
  return {
    allowance,
    variables,
    scope,
    locals: new Map(),
    calls: 0,
    expanding: { names: new Set(), called: new Set() },
    budget: { characters: maxCharacters, steps: maxSteps, depth: maxDepth },
    consulted: { names: new Set(), isCertain: true },
    evaluated: { names: lazyNames(variables), isAny: false },
    trouble: { isCut: false, recursive: undefined },
  };
}

/** Whether a limit was met: then parts of the expansion are missing. */
export function isCutShort({ budget, allowance, trouble }: Expansion): boolean {
  return trouble.isCut || budget.steps < 0 || budget.characters < 0 || allowance.steps < 0;
}

/** A table derived from another one lives on the same allowance. */
export function shareAllowance(from: VariableTable, to: VariableTable): void {
  const allowance = allowances.get(from);
  if (allowance) allowances.set(to, allowance);
  const lazy = lazyNamesOf.get(from);
  if (lazy) lazyNamesOf.set(to, lazy);
}

/** Expands raw text; `variable` is the one whose value the text is, `base` the offset in it. */
export function expandRaw(
  expansion: Expansion,
  text: string,
  from: { variable: MakeVariable | undefined; base: number } = { variable: undefined, base: 0 },
): readonly Run[] {
  const runs: Run[] = [];
  const add = (piece: string, at: number) => {
    if (piece === "") return;
    expansion.budget.characters -= piece.length;
    const { variable } = from;
    runs.push(variable ? { text: piece, source: { variable, offset: from.base + at } } : { text: piece });
  };
  let at = 0;
  while (at < text.length) {
    const dollar = text.indexOf("$", at);
    if (dollar === -1 || dollar === text.length - 1) break;
    add(text.slice(at, dollar), at);
    if (text[dollar + 1] === "$") {
      add("$", dollar);
      at = dollar + 2;
      continue;
    }
    const end = referenceEnd(text, dollar);
    for (const run of expandReference(expansion, text.slice(dollar, end))) runs.push(run);
    at = end;
  }
  add(text.slice(at), at);
  return runs;
}

/** Text of runs, or undefined when something in it is not known. */
export function knownText(runs: readonly Run[]): string | undefined {
  let text = "";
  for (const run of runs) {
    if (run.hole !== undefined) return undefined;
    text += run.text;
  }
  return text;
}

/** One reference as written, marks included. */
export function expandReference(expansion: Expansion, written: string): readonly Run[] {
  const inner = /^\$[({]/.test(written)
    ? written.slice(2, /[)}]$/.test(written) ? -1 : undefined)
    : written.slice(1);
  const hole: readonly Run[] = [{ text: written, hole: inner.trim() }];
  const { budget } = expansion;
  // Make refuses a reference that nothing closes.
  if (/^\$[({]/.test(written) && !written.endsWith(written[1] === "(" ? ")" : "}")) return hole;
  if (--budget.steps < 0 || --expansion.allowance.steps < 0 || budget.characters < 0) return hole;
  if (budget.depth <= 0) {
    expansion.trouble.isCut = true;
    return hole;
  }
  budget.depth--;
  const isShort = /^\$[^({]/.test(written);
  const runs = isShort ? lookUp(expansion, inner) : expandParenthesised(expansion, inner, written[1] ?? "(");
  budget.depth++;
  return runs ?? hole;
}

function expandParenthesised(expansion: Expansion, inner: string, open: string): readonly Run[] | undefined {
  const call = /^([a-z][a-z-]*)[ \t\n]+/.exec(inner);
  const name = call?.[1];
  if (!call || name === undefined || !functionNames.has(name)) return expandNamed(expansion, inner);
  return expandFunction(expansion, { name, rest: inner.slice(call[0].length), open });
}

/** `$(NAME)`, `$(NAME:a=b)` and names that are computed. */
function expandNamed(expansion: Expansion, inner: string): readonly Run[] | undefined {
  if (!inner.includes("$") && !inner.includes(":")) return lookUp(expansion, inner.trim());
  const name = knownText(expandRaw(expansion, inner));
  if (name === undefined) return undefined;
  const colon = name.indexOf(":");
  const equals = name.indexOf("=", colon);
  if (colon === -1 || equals === -1) return lookUp(expansion, name.trim());
  const value = lookUp(expansion, name.slice(0, colon).trim());
  const text = value && knownText(value);
  if (text === undefined) return undefined;
  const from = name.slice(colon + 1, equals);
  const to = name.slice(equals + 1);
  return [
    {
      text: from.includes("%") ? patternSubstitute(from, to, text) : suffixSubstitute(from, to, text),
    },
  ];
}

/** What a name holds; undefined when nobody can say. */
export function lookUp(expansion: Expansion, name: string): readonly Run[] | undefined {
  const local = expansion.locals.get(name);
  if (local) return local;
  const automatic = automaticValue(expansion, name);
  if (automatic !== undefined) return [{ text: automatic }];
  const { scope, consulted, evaluated } = expansion;
  if (name.endsWith(early)) return lookUpEarly(expansion, name);
  if (evaluated.isAny || evaluated.names.has(name)) return undefined;
  consulted.names.add(name);
  const state = expansion.variables.get(name);
  const override = scope.overrides.get(name);
  const isOverridden = scope.overrides.has(name);
  if (isOverridden && !state?.isOverride) return override === undefined ? undefined : [{ text: override }];
  const { environment } = scope;
  const isGiven = environment?.has(name) === true;
  if (isGiven && (!state || state.isDefault)) {
    const given = environment?.get(name);
    return given === undefined ? undefined : [{ text: given }];
  }
  if (!state) {
    const text = builtIn.get(name);
    if (text === undefined) consulted.isCertain = false;
    return text === undefined ? undefined : [{ text }];
  }
  if (state.isDefault) consulted.isCertain = false;
  for (const assumed of state.assumes)
    if (scope.overrides.has(assumed) || environment?.has(assumed)) return undefined;
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
  const added = runsOf(isAfterOverride ? { ...state, content: state.appended ?? [] } : state, expansion);
  const runs = before && added ? [{ text: `${before} ` }, ...added] : added;
  names.delete(name);
  if (!runs) return undefined;
  // A value that each line makes longer by a word is copied in every line.
  expansion.allowance.steps -= runs.length >> 3;
  return runs;
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

function automaticValue({ scope }: Expansion, name: string): string | undefined {
  const { target } = scope;
  const base = /^([@<^+*?|])([DF]?)$/.exec(name);
  if (!target || !base) return undefined;
  const [, mark, part] = base;
  const isFixed = (text: string | undefined) => text !== undefined && !/[%$]/.test(text);
  const first = target.prerequisites[0];
  let value: string | undefined;
  if (mark === "@") value = target.name;
  else if (mark === "<") value = first ?? "";
  else if (mark === "^") value = [...new Set(target.prerequisites)].join(" ");
  else if (mark === "+") value = target.prerequisites.join(" ");
  else if (mark === "|") value = target.orderOnly.join(" ");
  if (value === undefined || !isFixed(value)) return undefined;
  if (part === "F") return textFunctions.get("notdir")?.apply([value]);
  if (part === "D")
    return words(value)
      .map((word) => word.slice(0, Math.max(0, word.lastIndexOf("/"))) || ".")
      .join(" ");
  return value;
}

/** Functions that are no text functions. */
const otherFunctions = [
  "if or and foreach call value info warning error",
  "shell wildcard eval origin flavor abspath realpath file guile",
].flatMap((names) => names.split(" "));
const functionNames = new Set([...textFunctions.keys(), ...otherFunctions]);

interface FunctionCall {
  readonly name: string;
  readonly rest: string;
  /** Only the kind of bracket that opens a call nests in it. */
  readonly open: string;
}

/** A call of a function; undefined when its value is not known. */
function expandFunction(
  expansion: Expansion,
  { name, rest, open }: FunctionCall,
): readonly Run[] | undefined {
  const text = textFunctions.get(name);
  if (text) {
    const given = argumentsOf(rest, open, text.arity);
    const values = given.map((argument) => knownText(expandRaw(expansion, argument)));
    return applyText(expansion, name, values);
  }
  switch (name) {
    case "if":
      return expandIf(expansion, argumentsOf(rest, open, 3));
    case "or":
    case "and":
      return expandLogic(expansion, name, argumentsOf(rest, open));
    case "foreach":
      return expandForeach(expansion, argumentsOf(rest, open, 3));
    case "call":
      return expandCall(expansion, argumentsOf(rest, open));
    case "value":
      return expandValue(expansion, rest);
    case "shell": {
      const command = knownText(expandRaw(expansion, rest));
      const printed = command === undefined ? undefined : shellOutput(expansion.allowance, command);
      return printed === undefined ? undefined : [{ text: printed }];
    }
    case "info":
    case "warning":
      // What it prints is expanded too: there make may stop.
      expandRaw(expansion, rest);
      return [];
    case "eval":
      noteEvaluated(expansion, rest);
      return undefined;
    default:
      return undefined;
  }
}

const evaluatedName = /^\s*(?:(?:override|export)[ \t]+)*([\w.-]+)[ \t]*(?:::?:?=|[?+!]?=)[^\n]*$/;

/** The one name that an evaluated text assigns; undefined when it does more. */
function nameOfEvaluated(text: string): string | undefined {
  return evaluatedName.exec(text)?.[1];
}

/** An `$(eval …)` inside of a value is not followed: what it assigns is open from here on. */
function noteEvaluated({ evaluated }: Expansion, text: string): void {
  const name = nameOfEvaluated(text);
  if (name === undefined) evaluated.isAny = true;
  else evaluated.names = new Set([...evaluated.names, name]);
}

/** The value of a text function; undefined when an argument is not known, or when make refuses them. */
function applyText(
  expansion: Expansion,
  name: string,
  values: readonly (string | undefined)[],
): readonly Run[] | undefined {
  const known = values.filter((value) => value !== undefined);
  const text = textFunctions.get(name);
  if (!text || known.length < values.length || known.length < text.arity) return undefined;
  const result = text.apply(known);
  if (result === undefined) return undefined;
  expansion.budget.characters -= result.length;
  return expansion.budget.characters < 0 ? undefined : [{ text: result }];
}

function argumentsOf(rest: string, open: string, arity?: number): readonly string[] {
  return splitArguments(rest, arity, open).map(({ start, end }) => rest.slice(start, end));
}

function expandIf(
  expansion: Expansion,
  [condition = "", yes = "", no = ""]: readonly string[],
): readonly Run[] | undefined {
  const text = knownText(expandRaw(expansion, condition.trim()));
  if (text === undefined) return undefined;
  return expandRaw(expansion, text === "" ? no : yes);
}

function expandLogic(
  expansion: Expansion,
  name: "or" | "and",
  args: readonly string[],
): readonly Run[] | undefined {
  let last = "";
  for (const argument of args) {
    const text = knownText(expandRaw(expansion, argument.trim()));
    if (text === undefined) return undefined;
    last = text;
    if ((text !== "") === (name === "or")) return [{ text }];
  }
  return [{ text: name === "or" ? "" : last }];
}

function expandForeach(
  expansion: Expansion,
  [variable = "", list = "", body = ""]: readonly string[],
): readonly Run[] | undefined {
  const name = knownText(expandRaw(expansion, variable.trim()));
  const values = knownText(expandRaw(expansion, list));
  if (name === undefined || values === undefined) return undefined;
  const runs: Run[] = [];
  for (const [index, word] of words(values).entries()) {
    if (expansion.budget.steps < 0) return undefined;
    if (index > 0) runs.push({ text: " " });
    const inside = {
      ...expansion,
      locals: new Map(expansion.locals).set(name, [{ text: word }]),
    };
    for (const run of expandRaw(inside, body)) runs.push(run);
  }
  return runs;
}

function expandCall(
  expansion: Expansion,
  [called = "", ...args]: readonly string[],
): readonly Run[] | undefined {
  const name = knownText(expandRaw(expansion, called.trim()));
  if (name === undefined) return undefined;
  const values = args.map((argument) => expandRaw(expansion, argument));
  if (textFunctions.has(name)) return applyText(expansion, name, values.map(knownText));
  if (functionNames.has(name)) return undefined;
  const { called: callable } = expansion.expanding;
  callable.add(name);
  const runs = lookUp(insideCall(expansion, name, values), name);
  callable.delete(name);
  return runs;
}

/** The expansion in which the variable that `call` names is expanded. */
export function insideCall(
  expansion: Expansion,
  name: string,
  values: readonly (readonly Run[])[],
): Expansion {
  const locals = new Map<string, readonly Run[]>([["0", [{ text: name }]]]);
  for (const [key, value] of expansion.locals) if (!/^\d+$/.test(key)) locals.set(key, value);
  for (const [index, value] of values.entries()) locals.set(String(index + 1), value);
  for (let index = values.length + 1; index <= 9; index++) locals.set(String(index), []);
  return { ...expansion, locals, calls: expansion.calls + 1 };
}

function expandValue(expansion: Expansion, rest: string): readonly Run[] | undefined {
  const name = knownText(expandRaw(expansion, rest.trim()));
  const state = name === undefined ? undefined : expansion.variables.get(name);
  const texts = state?.content.map((content) =>
    content.kind === "raw" ? content.text : knownText(content.runs),
  );
  const known = texts?.filter((text) => text !== undefined);
  return known && known.length === texts?.length ? known.map((text) => ({ text })) : undefined;
}
