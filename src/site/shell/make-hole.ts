/** What a reference of make stands for that stayed in a text, as far as the file shows it. */
import { embedUnchanged } from "../../text/embedded-text.ts";
import type { Makefile } from "../../workspace/make/model.ts";
import type { Setting } from "../environment.ts";
import { known, oneOf, unknown, unset, type Value } from "../value.ts";
import { makefileFacts } from "./makefile-facts.ts";
import { isOpenOutside, type Outside } from "./outside-variables.ts";

/** The value of a `$(…)` that stayed in a recipe. */
export function makeHole(
  makefile: Makefile,
  expression: string,
  at: Setting["at"],
  outside: Outside = { overrides: new Map() },
): Value {
  const { defined } = makefileFacts(makefile);
  const reason = `make computes $(${expression})`;
  if (makefile.evaluated?.has(expression)) return unknown(`make assigns $(${expression}) while it runs`, at);
  if (/^[\w.-]+$/.test(expression)) {
    const [remade] = makefile.remade ?? [];
    if (remade !== undefined) return unknown(`make makes "${remade}", which may set $(${expression})`, at);
    // Expanded while make read the file, which only what make was given can have decided.
    const given = outside.overrides.has(expression) ? outside.overrides : outside.environment;
    const text = given?.get(expression);
    if (!defined.has(expression) && given?.has(expression))
      return text === undefined ? unknown(reason, at) : known(text, at);
    if (!defined.has(expression))
      return ofMake.test(expression) ? unknown(reason, at) : unset(`$(${expression})`, at);
    const commandTexts = textsOf(makefile, expression, outside);
    if (!commandTexts) return unknown(reason, at);
    return commandTexts.some((text) => opensWord.test(text))
      ? { kind: "unknown", reason, at, commandTexts }
      : oneOf(["", ...commandTexts], reason, at);
  }
  const ifUnset = textIfUnset(makefile, expression, outside);
  if (ifUnset !== undefined) return { kind: "unknown", reason, at, isUnset: true, textIfUnset: ifUnset };
  const command = /^shell\s+([\s\S]+)$/.exec(expression)?.[1];
  if (command !== undefined) return { kind: "unknown", reason, at, outputOf: command };
  const loop = /^foreach\s+\w+\s*,\s*\$[({]([\w.-]+)[)}]\s*,/.exec(expression)?.[1];
  if (loop !== undefined && !defined.has(loop)) return unset(`$(${loop})`, at);
  const choice = /^if\s+\$[({]([\w.-]+)[)}]\s*,([^,]*)(?:,([^,]*))?$/.exec(expression);
  const [, name = "", yes = "", no = ""] = choice ?? [];
  const isEmpty = !defined.has(name) && !isOpenOutside(name, outside) && !neverEmpty(name);
  if (choice && isEmpty && no.trim() === "") return unset(`$(${name})`, at);
  if (choice && !opensWord.test(yes) && !opensWord.test(no)) return oneOf([yes, no], reason, at);
  return unknown(reason, at);
}

/** Variables that make itself sets. */
const ofMake =
  /^(?:CURDIR|MAKE_VERSION|MAKE_HOST|MAKECMDGOALS|MAKEFILE_LIST|MAKELEVEL|MAKEFLAGS|SUFFIXES|\.(?:DEFAULT_GOAL|VARIABLES|FEATURES|INCLUDE_DIRS|LIBPATTERNS|SHELLFLAGS|RECIPEPREFIX))$/;
/** Variables that every environment has. */
const ofEverybody = /^(?:HOME|PATH|PWD|USER|LOGNAME)$/;

function neverEmpty(name: string): boolean {
  return ofMake.test(name) || ofEverybody.test(name);
}

/** What a function gives of names that no file sets, and nothing else: `$(or $(TAGS),netgo)`. */
function textIfUnset(makefile: Makefile, expression: string, outside: Outside): string | undefined {
  const { defined } = makefileFacts(makefile);
  const names = [...expression.matchAll(/\$[({]([\w.-]+)/g)].map(([, name = ""]) => name);
  if (
    names.length === 0 ||
    names.some((name) => defined.has(name) || neverEmpty(name) || isOpenOutside(name, outside))
  )
    return undefined;
  if (
    !/^[a-z-]+\s/.test(expression) ||
    /\b(?:shell|wildcard|eval|origin|flavor|value)\b|\$[^({]/.test(expression)
  )
    return undefined;
  const scope = { target: undefined, ...outside, isNothingSet: true as const };
  const { text, holes } = makefile.expand(embedUnchanged(`=$(${expression})`), scope);
  return holes.length === 0 ? text.slice(1) : undefined;
}

/** A reference that begins a word may hold any flag. */
const opensWord = /(?:^|\s)\$/;

type HeldTexts = Map<string, readonly string[] | undefined>;

/** By Makefile and by the variables of one call of make, whose recipes all ask for the same names. */
const heldTexts = new WeakMap<Makefile, WeakMap<Outside, HeldTexts>>();

/** What a variable that depends on conditions can hold; undefined when its values are computed themselves. */
function textsOf(makefile: Makefile, name: string, outside: Outside): readonly string[] | undefined {
  const ofMakefile = heldTexts.get(makefile) ?? new WeakMap<Outside, HeldTexts>();
  heldTexts.set(makefile, ofMakefile);
  const held = ofMakefile.get(outside) ?? new Map<string, readonly string[] | undefined>();
  ofMakefile.set(outside, held);
  if (!held.has(name)) held.set(name, expandTexts(makefile, name, outside));
  return held.get(name);
}

function expandTexts(makefile: Makefile, name: string, outside: Outside): readonly string[] | undefined {
  const own = makefile.variables.filter((variable) => variable.name === name);
  if (own.some(({ operator }) => operator === "!=" || operator === "define")) return undefined;
  // A text that begins with a dash would lose it: `-mod=mod` is no recipe line.
  return own.map(({ value }) =>
    makefile.expand(embedUnchanged(`=${value.text}`), { target: undefined, ...outside }).text.slice(1),
  );
}
