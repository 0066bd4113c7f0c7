/** One expansion: its scope, its budget, and what it met. Make's own language can double a text with every line. */
import type { Run, VariableTable } from "./_variables.ts";
import type { MakeScope } from "./model.ts";

/** The scope of what make expands while it reads. */
export const whileReading: MakeScope = { target: undefined, overrides: new Map() };

/** What a reading was told, and what it would have liked to know. */
export interface Reading {
  readonly scope: MakeScope;
  readonly asked: { readonly any: Set<string>; readonly open: Set<string> };
}

const readings = new WeakMap<VariableTable, Reading>();

/** From here on make reads with these variables given. */
export function startReading(
  variables: VariableTable,
  given: Pick<MakeScope, "overrides" | "environment">,
): Reading {
  const reading = {
    scope: { ...whileReading, ...given },
    asked: { any: new Set<string>(), open: new Set<string>() },
  };
  readings.set(variables, reading);
  return reading;
}

/** Keeps that a condition looks a name up; `isOpen` where the environment has a say. */
export function noteAsked(
  { reading, isCondition }: Pick<Expansion, "reading" | "isCondition">,
  name: string,
  isOpen: boolean,
): void {
  if (!reading || !isCondition) return;
  reading.asked.any.add(name);
  if (isOpen) reading.asked.open.add(name);
}

/** The state of one expansion, which the references inside of it share. */
export interface Expansion {
  readonly variables: VariableTable;
  readonly scope: MakeScope;
  /** Set while make reads the file. */
  readonly reading: Reading | undefined;
  /** It is that of a condition: what it looks up decides what make reads. */
  readonly isCondition?: true;
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

/** Those names. */
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

/** A fresh budget, out of what is left for the Makefile. */
export function createExpansion(variables: VariableTable, scope: MakeScope): Expansion {
  const allowance = allowances.get(variables) ?? { steps: maxStepsOfFile };
  allowances.set(variables, allowance);
  const reading = scope === whileReading ? readings.get(variables) : undefined;
  return {
    allowance,
    variables,
    scope: reading?.scope ?? scope,
    reading,
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
  const reading = readings.get(from);
  if (reading) readings.set(to, reading);
}
