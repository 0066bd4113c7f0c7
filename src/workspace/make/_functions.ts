/** Make's functions (GNU Make manual 8), as far as they need no disk and no process. */
import { expandRaw, knownText } from "./_expand.ts";
import type { Expansion } from "./_expansion.ts";
import { filesOf } from "./_files.ts";
import { lookUp } from "./_look-up.ts";
import { splitArguments } from "./_scan.ts";
import { runsShell, shellOutput } from "./_shell.ts";
import { textFunctions, words } from "./_text-functions.ts";
import type { Run } from "./_variables.ts";

/** Functions that are no text functions. */
const otherFunctions = [
  "if or and foreach call value info warning error",
  "shell wildcard eval origin flavor abspath realpath file guile",
].flatMap((names) => names.split(" "));

/** Every name that calls a function. */
export const functionNames = new Set([...textFunctions.keys(), ...otherFunctions]);

interface FunctionCall {
  readonly name: string;
  readonly rest: string;
  /** Only the kind of bracket that opens a call nests in it. */
  readonly open: string;
}

/** A call of a function; undefined when its value is not known. */
export function expandFunction(
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
      const runs = expandRaw(expansion, rest);
      runsShell(expansion.allowance, runs);
      const command = knownText(runs);
      const printed = command === undefined ? undefined : shellOutput(expansion.allowance, command);
      return printed === undefined ? undefined : [{ text: printed }];
    }
    case "wildcard": {
      const patterns = knownText(expandRaw(expansion, rest));
      const found = patterns === undefined ? undefined : filesOf(expansion.allowance, words(patterns));
      return found === undefined ? undefined : [{ text: found }];
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
  if (state?.byDefault) return undefined;
  const texts = state?.content.map((content) =>
    content.kind === "raw" ? content.text : knownText(content.runs),
  );
  const known = texts?.filter((text) => text !== undefined);
  return known && known.length === texts?.length ? known.map((text) => ({ text })) : undefined;
}
