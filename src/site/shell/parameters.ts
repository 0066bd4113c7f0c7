/**
 * The positional parameters: what `set`, `shift` and a call make of them. Where nothing in the files gives them
 * there is no list; one of the values may stand for any number of words.
 */
import type { Place } from "../../text/span.ts";
import type { Machine } from "../machine.ts";
import type { CommandArgument } from "../site.ts";
import { oneOf, unknown, type Value } from "../value.ts";

export type Parameters = readonly Value[] | undefined;

/** What stands between quotes: it is one word, whatever is filled in. */
const quotedText = /"(?:[^"\\]|\\[\s\S])*"|'[^']*'|\\[\s\S]/g;

/** Whether an argument may be no word at all, or several. */
function mayBeMany({ text, value }: CommandArgument): boolean {
  const bare = text.replace(quotedText, "");
  if (value.kind === "known") return /[*?[]/.test(value.text) && /[*?[$`]/.test(bare);
  if (value.isMany || /^"\$(?:@|\{@)/.test(text)) return true;
  const texts = value.candidates ?? (value.isUnset ? [value.textIfUnset ?? ""] : undefined);
  if (texts?.every((each) => /^[^\s*?[]+$/.test(each))) return false;
  return /[*?[$`{<]/.test(bare);
}

/** The parameters that the words of a call make; what is not known keeps the caller's words. */
export function parametersOf(words: readonly CommandArgument[]): readonly Value[] {
  return words.map((word): Value => {
    const { text, value, at } = word;
    const isMany = mayBeMany(word);
    if (value.kind === "unknown")
      return { ...value, written: value.written ?? text, ...(isMany ? { isMany } : {}) };
    if (!isMany) return value;
    return { kind: "unknown", reason: `${text} becomes names of files`, at, written: text, isMany };
  });
}

/** Parameters of which nothing is known. */
export function openParameters(reason: string, at: Place | undefined): readonly Value[] {
  return [{ kind: "unknown", reason, at, written: "$@", isMany: true }];
}

/** The words of `set` behind its options: undefined when it sets options alone. */
function wordsOfSet(words: readonly CommandArgument[]): readonly CommandArgument[] | "open" | undefined {
  for (let index = 0; index < words.length; index++) {
    const { value, text = "" } = words[index] ?? {};
    if (value?.kind !== "known") return /^["']?[-+]/.test(text) ? "open" : words.slice(index);
    if (value.text === "--") return words.slice(index + 1);
    if (value.text === "-") return index + 1 < words.length ? words.slice(index + 1) : undefined;
    if (!/^[-+]/.test(value.text)) return words.slice(index);
    // With an option that no shell knows it sets nothing, or ends the script.
    if (!/^[-+][abefhkmnptuvxBCEHIPTo]+$/.test(value.text)) return "open";
    if (/^[-+][A-Za-z]*o$/.test(value.text)) index++;
  }
  return undefined;
}

/** The options in front of the parameters of `set`. */
export function optionsOfSet(words: readonly CommandArgument[]): readonly CommandArgument[] {
  const rest = wordsOfSet(words);
  return rest === undefined || rest === "open" ? words : words.slice(0, words.length - rest.length);
}

/** The machine after `set …` with what it makes of the parameters. */
export function setParameters(words: readonly CommandArgument[], machine: Machine, at: Place): Machine {
  const rest = wordsOfSet(words);
  if (rest === undefined) return machine;
  const parameters =
    rest === "open" ? openParameters("what set is given cannot be known", at) : parametersOf(rest);
  return { ...machine, parameters };
}

/** The parameters after `shift`; "too few" where the shell refuses. */
export function shifted(
  words: readonly CommandArgument[],
  parameters: readonly Value[],
  at: Place,
): readonly Value[] | "too few" {
  const [by] = words;
  const count = by === undefined ? 1 : by.value.kind === "known" ? Number(by.value.text) : Number.NaN;
  if (!Number.isInteger(count) || parameters.slice(0, count).some(isMany))
    return openParameters("how many arguments are left after shift cannot be known", at);
  return count > parameters.length ? "too few" : parameters.slice(count);
}

function isMany(value: Value): boolean {
  return value.kind === "unknown" && value.isMany === true;
}

/** How many there are; undefined when that cannot be known. */
export function countOf(parameters: readonly Value[]): number | undefined {
  return parameters.some(isMany) ? undefined : parameters.length;
}

/** The parameter of a number, from 1 on; undefined where there are fewer. */
export function parameterAt(number: number, parameters: readonly Value[], at: Place): Value | undefined {
  if (!parameters.slice(0, number).some(isMany)) return parameters[number - 1];
  const [only] = parameters;
  // One of the words that a command prints is still one of those.
  if (parameters.length === 1 && only?.kind === "unknown" && only.outputOf !== undefined) {
    const { reason, outputOf, written } = only;
    return { kind: "unknown", reason, at, outputOf, ...(written === undefined ? {} : { written }) };
  }
  const reason = `which argument $${number} is depends on how many there are`;
  return parameters.some(isOpen) ? { kind: "unknown", reason, at, written: "$@" } : unknown(reason, at);
}

/** What two ways through a script leave. */
export function mergeParameters(a: Parameters, b: Parameters, at: Place): Parameters {
  if (a === b) return a;
  const reason = "which arguments there are depends on a condition";
  if (isSame(a, b)) return a;
  if (!a || !b || a.length !== b.length || countOf([...a, ...b]) === undefined)
    return openParameters(reason, at);
  return a.map((value, index): Value => {
    const other = b[index];
    if (other === undefined || isSameValue(value, other)) return value;
    const [own, others] = [textsOf(value), textsOf(other)];
    const either = own && others ? oneOf([...own, ...others], reason, at) : unknown(reason, at);
    return either.kind === "unknown" ? { ...either, written: "$@" } : either;
  });
}

function textsOf(value: Value): readonly string[] | undefined {
  return value.kind === "known" ? [value.text] : value.candidates;
}

function isSameValue(value: Value, other: Value): boolean {
  return value === other || (value.kind === "known" && other.kind === "known" && value.text === other.text);
}

/** Whether two states of the parameters say the same. */
export function isSame(a: Parameters, b: Parameters): boolean {
  if (a === b) return true;
  if (!a || a.length !== b?.length) return false;
  return a.every((value, index) => {
    const other = b[index];
    if (other === undefined) return false;
    return isSameValue(value, other) || (isOpen(value) && isOpen(other));
  });
}

function isOpen(value: Value): boolean {
  return isMany(value) && value.kind === "unknown" && value.written === "$@";
}
