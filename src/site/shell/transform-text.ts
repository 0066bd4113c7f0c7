/** What `${NAME#p}`, `${NAME/a/b}`, `${#NAME}` and the like make of a text that is known. */
import type { Word, WordPart } from "../../workspace/shell/ast.ts";
import { known, unknown, type Value } from "../value.ts";
import { evaluateWord, type WordScope } from "./evaluate-word.ts";

type VariablePart = WordPart & { kind: "variable" };

/** The new text; undefined when only the shell can tell. */
export function transformText(text: string, part: VariablePart, scope: WordScope): Value | undefined {
  const at = { file: scope.file, span: part.span };
  const make = (result: string | undefined): Value | undefined =>
    result === undefined ? undefined : known(result, at);
  switch (part.operator) {
    case "length":
      return make(/^[\x20-\x7e]*$/.test(text) ? String(text.length) : undefined);
    case "#":
    case "##":
    case "%":
    case "%%":
      return trimmed(text, part, scope);
    case "/":
    case "//":
    case "/#":
    case "/%":
      return make(replaced(text, part, scope));
    case ":":
      return make(slice(text, part.argument?.text ?? ""));
    case "^^":
    case ",,":
    case "^":
    case ",":
      if ((part.argument?.text ?? "") !== "" || !/^[\x20-\x7e]*$/.test(text)) return undefined;
      return make(inCase(text, part.operator));
    default:
      return undefined;
  }
}

/** `${X#p}` and `${X%p}` for patterns without wildcards other than one leading or trailing star. */
function trimmed(text: string, part: VariablePart, scope: WordScope): Value | undefined {
  const at = { file: scope.file, span: part.span };
  const pattern = part.argument ? evaluateWord(part.argument, scope) : known("", at);
  if (pattern.kind === "unknown") return unknown(pattern.reason, pattern.at);
  const plain = pattern.text;
  if (!/[*?[\\]/.test(plain)) {
    if (part.operator.startsWith("#"))
      return known(text.startsWith(plain) ? text.slice(plain.length) : text, at);
    return known(plain !== "" && text.endsWith(plain) ? text.slice(0, -plain.length) : text, at);
  }
  const starFirst = /^\*([^*?[\\]+)$/.exec(plain)?.[1];
  const starLast = /^([^*?[\\]+)\*$/.exec(plain)?.[1];
  if (part.operator.startsWith("#") && starFirst !== undefined) {
    const found = part.operator === "#" ? text.indexOf(starFirst) : text.lastIndexOf(starFirst);
    return known(found === -1 ? text : text.slice(found + starFirst.length), at);
  }
  if (part.operator.startsWith("%") && starLast !== undefined) {
    const found = part.operator === "%" ? text.lastIndexOf(starLast) : text.indexOf(starLast);
    return known(found === -1 ? text : text.slice(0, found), at);
  }
  return undefined;
}

function replaced(text: string, { operator, argument }: VariablePart, scope: WordScope): string | undefined {
  const words = argument && splitAtSlash(argument, scope);
  // In a pattern these are wildcards, in the replacement `&` may be what was found.
  if (!words || words.pattern === "" || /[*?[\\]/.test(words.pattern) || words.replacement.includes("&"))
    return undefined;
  const { pattern, replacement } = words;
  switch (operator) {
    case "/":
      return text.replace(pattern, () => replacement);
    case "//":
      return text.replaceAll(pattern, () => replacement);
    case "/#":
      return text.startsWith(pattern) ? replacement + text.slice(pattern.length) : text;
    default:
      return text.endsWith(pattern) ? text.slice(0, -pattern.length) + replacement : text;
  }
}

/** `a/b` of `${X/a/b}`: the first slash that is not quoted ends the pattern. */
function splitAtSlash(
  word: Word,
  scope: WordScope,
): { readonly pattern: string; readonly replacement: string } | undefined {
  let pattern = "";
  let replacement: string | undefined;
  for (const part of word.parts) {
    const value = evaluateWord({ ...word, parts: [part] }, scope);
    if (value.kind === "unknown") return undefined;
    const slash = part.kind === "literal" && !part.quoted ? value.text.indexOf("/") : -1;
    if (replacement !== undefined) replacement += value.text;
    else if (slash === -1) pattern += value.text;
    else {
      pattern += value.text.slice(0, slash);
      replacement = value.text.slice(slash + 1);
    }
  }
  return { pattern, replacement: replacement ?? "" };
}

/** `${X:1:2}` with plain numbers. */
function slice(text: string, range: string): string | undefined {
  const match = /^ *(\d+)(?::(\d+))?$/.exec(range);
  if (!match?.[1] || !/^[\x20-\x7e]*$/.test(text)) return undefined;
  const start = Number(match[1]);
  return text.slice(start, match[2] === undefined ? undefined : start + Number(match[2]));
}

function inCase(text: string, operator: string): string {
  const changed = operator.startsWith("^") ? text.toUpperCase() : text.toLowerCase();
  return operator.length === 2 ? changed : changed.slice(0, 1) + text.slice(1);
}
