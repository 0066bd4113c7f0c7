/** `"$@"`, `"${@:2}"`, `${1+"$@"}`: words that are all parameters or a part of them. */
import type { Word, WordPart } from "../../workspace/shell/ast.ts";
import type { CommandArgument } from "../site.ts";
import { unknown, type Value } from "../value.ts";
import {
  evaluatePart,
  evaluateWord,
  separatorPattern,
  separatorsOf,
  type WordScope,
} from "./evaluate-word.ts";
import { isAllParameters } from "./is-all-parameters.ts";
import { countOf } from "./parameters.ts";

/** A word of all parameters, or of a part of them: each is a word of its own. */
export function expandParameters(word: Word, scope: WordScope): readonly CommandArgument[] | undefined {
  const { parameters } = scope;
  const at = { file: scope.file, span: word.span };
  const isAll = (part: WordPart): boolean =>
    part.kind === "variable" && (part.name === "@" || (part.name === "*" && !part.quoted));
  // `"$*"` is one word, which may be a flag where nobody knows how many it joins.
  const isJoined = (part: WordPart): boolean => part.kind === "variable" && part.name === "*" && part.quoted;
  const isOpen = parameters && countOf(parameters) === undefined && word.parts.some(isJoined);
  if (!parameters || !(isOpen || word.parts.some((part) => isAll(part) || hasAllBehind(part))))
    return undefined;
  const values = isOpen ? undefined : listOf(word.parts, parameters, scope);
  if (values === undefined) {
    const value: Value = { kind: "unknown", reason: `${word.text} may be several words`, at, isMany: true };
    return [{ text: "$@", value, at }];
  }
  const [first] = word.parts;
  const isQuoted = first?.kind === "variable" && (first.quoted || isQuotedWord(first.argument));
  return values.flatMap((value): readonly CommandArgument[] => {
    // `"$@"` is the caller's words, each where it was written.
    if (isQuoted || value.kind === "unknown") {
      const text = value.kind === "unknown" ? (value.written ?? word.text) : word.text;
      return [{ text: isQuoted ? text : text.replace(/^"(.*)"$/, "$1"), value, at: value.at ?? at }];
    }
    const separators = separatorsOf(scope.environment);
    if (separators === undefined)
      return [{ text: word.text, value: unknown("IFS is not known", value.at), at: value.at ?? at }];
    const pattern = separatorPattern(separators);
    const fields = (pattern ? value.text.split(pattern) : [value.text]).filter((text) => text !== "");
    return fields.map((text) => ({ text: word.text, value: { ...value, text }, at: value.at ?? at }));
  });
}

/** The `"$@"` of `${1+"$@"}`. */
function isQuotedWord(word: Word | undefined): boolean {
  const [only] = word?.parts ?? [];
  return only?.kind === "variable" && only.quoted;
}

/** `${1+"$@"}` */
function hasAllBehind(part: WordPart): boolean {
  return part.kind === "variable" && /^:?\+$/.test(part.operator) && isAllParameters(part.argument);
}

/** The parameters that such a word names; undefined when that is not followed. */
function listOf(
  [first, second, ...rest]: readonly WordPart[],
  parameters: readonly Value[],
  scope: WordScope,
): readonly Value[] | undefined {
  if (first?.kind !== "variable") return undefined;
  const { name, operator, argument } = first;
  if (second) {
    // The grammar ends `${@:$N}` before its number.
    const isEnd = rest.length === 1 && rest[0]?.kind === "literal" && rest[0].text === "}";
    const from = evaluatePart(second, scope);
    return operator === ":" && argument?.text === "" && isEnd && from.kind === "known"
      ? sliceOf(from.text, parameters, scope)
      : undefined;
  }
  switch (operator) {
    case "":
      return parameters;
    case ":": {
      const range = argument && evaluateWord(argument, scope);
      return range?.kind === "known" ? sliceOf(range.text, parameters, scope) : undefined;
    }
    case "+":
    case ":+": {
      if (!isAllParameters(argument)) return undefined;
      const count = countOf(parameters);
      if (count === undefined || count === 0) return parameters;
      // An empty text counts as none behind the colon.
      return operator === "+" && (name === "@" || name === "1") ? parameters : undefined;
    }
    default:
      return undefined;
  }
}

/** `2`, `2:3`, ` -1`, `1:3-1`: what `${@:…}` takes. */
function sliceOf(
  range: string,
  parameters: readonly Value[],
  scope: WordScope,
): readonly Value[] | undefined {
  const [start, length, ...rest] = range.split(":").map(sumOf);
  const count = countOf(parameters);
  if (rest.length > 0 || start === undefined || Number.isNaN(start) || Number.isNaN(length)) return undefined;
  const isOpen = count === undefined && (start < 0 || length !== undefined || start > 1);
  if (isOpen || (length !== undefined && length < 0)) return undefined;
  // A script is called by a path that files do not show.
  const zero = scope.nameOfProgram ?? unknown("$0 is the path by which the script is called");
  const all = [zero, ...parameters];
  const from = start < 0 ? all.length + start : start;
  if (from < 0) return [];
  return all.slice(from, length === undefined ? undefined : from + length);
}

function sumOf(text: string): number {
  const match = /^\s*\(?\s*(-?\d+)(?:\s*([-+])\s*(\d+))?\s*\)?\s*$/.exec(text);
  if (!match) return Number.NaN;
  const [, first, sign, second = "0"] = match;
  return Number(first) + (sign === "-" ? -Number(second) : Number(second));
}
