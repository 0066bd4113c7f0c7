/**
 * What a line does that is there for its effects: the texts that `$(eval …)` hands to make to read (GNU Make
 * manual 8.11), through `foreach`, `call` and `if`. Every text keeps the way back to the template it came from.
 */
import type { EmbeddedText } from "../../text/embedded-text.ts";
import { markEarly } from "./_early-names.ts";
import { expandRaw, knownText } from "./_expand.ts";
import { expandPlaced } from "./_expand-text.ts";
import { buildExpandedText } from "./_expanded-text.ts";
import type { Expansion } from "./_expansion.ts";
import { insideCall } from "./_functions.ts";
import { sliceText } from "./_lines.ts";
import { referenceEnd, splitArguments } from "./_scan.ts";
import { words } from "./_text-functions.ts";
import type { VariableTable } from "./_variables.ts";

/** A text with the file it stands in. */
export interface PlacedText {
  readonly text: EmbeddedText;
  readonly file: string;
}

const evalCall = /\$[({]eval[ \t]/;
const referredName = /\$[({](?:call[ \t]+)?([\w.-]+)/g;
/** Names that are looked into when a text is searched for `eval`. */
const mostNames = 400;
const deepestCall = 20;

/** Whether a text, or a variable that it names, holds an `$(eval …)`. */
export function mayEvaluate(text: string, variables: VariableTable, seen = new Set<string>()): boolean {
  if (evalCall.test(text)) return true;
  for (const [, name = ""] of text.matchAll(referredName)) {
    if (seen.has(name) || seen.size > mostNames) continue;
    seen.add(name);
    const content = variables.get(name)?.content ?? [];
    if (content.some((piece) => piece.kind === "raw" && mayEvaluate(piece.text, variables, seen)))
      return true;
  }
  return false;
}

/** A reference of a text, taken apart. */
interface Reference {
  /** The function's name; undefined for a variable. */
  readonly name: string | undefined;
  readonly args: readonly EmbeddedText[];
  /** Everything between the brackets, without the function's name. */
  readonly rest: EmbeddedText;
}

/**
 * Hands every evaluated text to `read`, in order, until it answers false; false also when values nobody knows
 * decide what is evaluated.
 */
export function runEffects(
  given: PlacedText,
  expansion: Expansion,
  read: (evaluated: PlacedText) => boolean,
): boolean {
  const { text } = given.text;
  let at = 0;
  for (let dollar = text.indexOf("$"); dollar !== -1; dollar = text.indexOf("$", at)) {
    at = referenceEnd(text, dollar);
    if (text[dollar + 1] === "$" || !mayEvaluate(text.slice(dollar, at), expansion.variables)) continue;
    const reference = takeApart(sliceText(given.text, dollar, at));
    if (!reference || !runReference(reference, given.file, expansion, read)) return false;
  }
  return true;
}

function takeApart(text: EmbeddedText): Reference | undefined {
  const open = text.text[1];
  if (open !== "(" && open !== "{") return undefined;
  const name = /^..(call|eval|foreach|if)[ \t\n]+/.exec(text.text);
  const start = name?.[0].length ?? 2;
  const rest = sliceText(text, start, text.text.length - 1);
  const args = splitArguments(rest.text, name?.[1] === "call" ? undefined : 3, open).map((part) =>
    sliceText(rest, part.start, part.end),
  );
  return { name: name?.[1], args, rest };
}

function runReference(
  { name, args, rest }: Reference,
  file: string,
  expansion: Expansion,
  read: (evaluated: PlacedText) => boolean,
): boolean {
  const { budget } = expansion;
  if (--budget.steps < 0 || expansion.calls > deepestCall) {
    expansion.trouble.isCut = true;
    return false;
  }
  const [first, second, third] = args;
  if (name === "eval") return evaluate({ text: rest, file }, expansion, read);
  if (name === "foreach") {
    const variable = first && knownText(expandRaw(expansion, first.text.trim()));
    const list = second && knownText(expandRaw(expansion, second.text));
    if (variable === undefined || list === undefined || !third) return false;
    return words(list).every((word) => {
      const locals = new Map(expansion.locals).set(variable, [{ text: word }]);
      return runEffects({ text: third, file }, { ...expansion, locals }, read);
    });
  }
  if (name === "if") {
    const condition = first && knownText(expandRaw(expansion, first.text.trim()));
    const branch = condition === "" ? third : second;
    return condition !== undefined && (!branch || runEffects({ text: branch, file }, expansion, read));
  }
  const called = name === "call" ? calledTemplate(args, expansion) : undefined;
  return called !== undefined && runEffects(called.template, called.expansion, read);
}

/** The text of the variable that `$(call NAME,…)` names, and its expansion with the arguments. */
function calledTemplate(
  [called, ...args]: readonly EmbeddedText[],
  expansion: Expansion,
): { readonly template: PlacedText; readonly expansion: Expansion } | undefined {
  const name = called && knownText(expandRaw(expansion, called.text.trim()));
  const state = name === undefined ? undefined : expansion.variables.get(name);
  const [content] = state?.content ?? [];
  if (name === undefined || state?.content.length !== 1 || state.byDefault) return undefined;
  if (content?.kind !== "raw" || !content.variable || content.text !== content.variable.value.text)
    return undefined;
  const values = args.map((argument) => expandRaw(expansion, argument.text));
  const template = { text: content.variable.value, file: content.variable.at.file };
  return { template, expansion: insideCall(expansion, name, values) };
}

/** `$(eval $(call NAME,…))` leads to the template's lines, any other text to the line of `eval`. */
function evaluate(
  given: PlacedText,
  expansion: Expansion,
  read: (evaluated: PlacedText) => boolean,
): boolean {
  const called = callOnly(given.text, expansion);
  const { text, file } = called?.template ?? given;
  const inside = called?.expansion ?? expansion;
  // What is evaluated while the text itself is expanded comes before it.
  if (called && !runEffects(called.template, inside, read)) return false;
  if (!called && mayEvaluate(text.text, expansion.variables)) return false;
  const expanded = expandPlaced(inside, called ? withoutEvaluations(text) : text);
  const placed = expanded.map((piece) => {
    const run = markEarly(piece.run, expansion.variables);
    return run === piece.run ? piece : { ...piece, run, isVerbatim: false };
  });
  // A reference that stays is expanded when it is used: then loop variables and arguments are gone.
  const locals = [...inside.locals.keys()].map((name) => name.replace(/[^\w.-]/g, "")).join("|");
  const local = new RegExp(`\\$(?:[({](?:${locals})\\b|\\d)`);
  if (locals !== "" && placed.some(({ run }) => run.hole !== undefined && local.test(run.text))) return false;
  const { budget, trouble } = expansion;
  if (budget.characters < 0 || trouble.isCut || trouble.recursive !== undefined) return false;
  return read({ text: buildExpandedText(text, placed, false), file });
}

function callOnly(text: EmbeddedText, expansion: Expansion): ReturnType<typeof calledTemplate> {
  const start = text.text.search(/\S/);
  const end = text.text.trimEnd().length;
  if (!/^\$[({]call[ \t]/.test(text.text.slice(start)) || referenceEnd(text.text, start) !== end)
    return undefined;
  const reference = takeApart(sliceText(text, start, end));
  return reference && calledTemplate(reference.args, expansion);
}

/** The same text with blanks in place of each `$(eval …)`, which is empty once it has had its effect. */
function withoutEvaluations(given: EmbeddedText): EmbeddedText {
  const { text } = given;
  let kept = "";
  let at = 0;
  for (let dollar = text.indexOf("$"); dollar !== -1; dollar = text.indexOf("$", at)) {
    const end = referenceEnd(text, dollar);
    const isEvaluation = /^\$[({]eval[ \t]/.test(text.slice(dollar, dollar + 7));
    kept += text.slice(at, dollar) + (isEvaluation ? " ".repeat(end - dollar) : text.slice(dollar, end));
    at = end;
  }
  return { ...given, text: kept + text.slice(at) };
}
