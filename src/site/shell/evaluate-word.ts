/**
 * A shell word as the shell would expand it, as far as files decide. Over 300 lines because parts, variables
 * and words expand each other.
 */
import type { Place } from "../../text/span.ts";
import type { ShellNode, Word, WordPart } from "../../workspace/shell/ast.ts";
import type { Environment } from "../environment.ts";
import type { CommandArgument } from "../site.ts";
import {
  isTooLong,
  joinedText,
  known,
  oneOf,
  type UnknownValue,
  unknown,
  unset,
  type Value,
  withoutEnding,
} from "../value.ts";
import { type Dialect, holdsAnsiString } from "./dialect.ts";
import { expandParameters } from "./expand-parameters.ts";
import { countOf, parameterAt } from "./parameters.ts";
import { transformText } from "./transform-text.ts";

/** What a word may refer to. */
export interface WordScope {
  readonly file: string;
  readonly environment: Environment;
  readonly dialect?: Dialect;
  /** The value of a CI expression or template that stands in the script. */
  resolveHole(expression: string, at: Place): Value;
  /** `$1`, `$@` of a called script or function; undefined outside of one. */
  readonly parameters: readonly Value[] | undefined;
  /** `$0` where a command names it. */
  readonly nameOfProgram?: Value | undefined;
  /** What `$( … )` prints; undefined when files cannot tell. */
  substitute?(body: readonly ShellNode[]): string | undefined;
  /** The absolute path of the script that runs (`$0`), of the file that holds the text (`BASH_SOURCE`), or the current folder (`PWD`). */
  pathOf?(name: "0" | "BASH_SOURCE" | "PWD"): string | undefined;
}

/** Names that the shell, a CI runner or a login sets: their absence from files says nothing. */
const setElsewhere =
  /^(?:HOME|PATH|USER|PWD|OLDPWD|SHELL|TMPDIR|HOSTNAME|RANDOM|UID|EUID|OSTYPE|CI|CI_.*|GITHUB_.*|RUNNER_.*|GITLAB_.*|CIRCLE_.*|TARGET(?:OS|ARCH|PLATFORM|VARIANT)|BUILD(?:OS|ARCH|PLATFORM|VARIANT)|BASH_.*|[#@*?$!0-9-])$/;

/** One word to one value, without word splitting. */
export function evaluateWord(word: Word, scope: WordScope): Value {
  let text = "";
  let open: UnknownValue | undefined;
  let mayDiffer = false;
  const at = { file: scope.file, span: word.span };
  // `export NAME=$(command)`: behind the name there is nothing but the output.
  const [first] = word.parts;
  const isAssigned =
    word.parts.length === 2 && first?.kind === "literal" && /^[A-Za-z_]\w*=$/.test(first.text);
  const isWhole = word.parts.length === 1 || isAssigned;
  if (scope.dialect && holdsAnsiString(word.text)) return unknown("$'…' is a string of bash alone", at);
  for (const part of word.parts) {
    const value = evaluatePart(part, scope);
    if (value.kind === "known") {
      text += value.text;
      mayDiffer ||= value.mayDiffer === true;
    } else if (value.isUnset) {
      text += value.textIfUnset ?? "";
      open ??= { ...value, at: value.at ?? at };
    } else {
      return withEnding(ofWholeWord({ ...value, at: value.at ?? at }, isWhole ? 1 : word.parts.length), word);
    }
    if (word.parts.length > 1 && isTooLong(text)) return joinedText(text, at);
  }
  if (open) return withEnding({ ...(isWhole ? open : withoutEnding(open)), textIfUnset: text }, word);
  return mayDiffer ? asDefault(known(text, at)) : known(text, at);
}

/** What is written behind the last part that is not known. */
function withEnding(value: Value, { parts }: Word): Value {
  const last = parts.findLastIndex((part) => part.kind !== "literal");
  const texts = parts.slice(last + 1).map((part) => (part.kind === "literal" ? part.text : ""));
  const ending = texts.join("");
  return value.kind === "known" || ending === "" || last < 0 ? value : { ...value, ending };
}

/** Words that one unquoted expansion may become. */
const mostFields = 1_000;

/** Arguments of words that are only text: the same in every job, matrix cell and pass that runs them. */
const plainArguments = new WeakMap<
  Word,
  { readonly file: string; readonly arguments: readonly CommandArgument[] }
>();

/** What is known of one part is not known of the whole word. */
function ofWholeWord(value: Value, parts: number): Value {
  if (value.kind === "known" || parts === 1) return value;
  const { candidates, outputOf, hostPart } = value;
  if (candidates === undefined && outputOf === undefined && hostPart === undefined)
    return withoutEnding(value);
  return unknown(value.reason, value.at);
}

/** One word to the arguments it becomes: unquoted variables and holes split at blanks, empty ones vanish. */
export function evaluateArguments(word: Word, scope: WordScope): readonly CommandArgument[] {
  if (scope.dialect && holdsAnsiString(word.text)) return expandWord(word, scope);
  const cached = plainArguments.get(word);
  if (cached?.file === scope.file) return cached.arguments;
  const found = expandWord(word, scope);
  if (word.parts.every((part) => part.kind === "literal"))
    plainArguments.set(word, { file: scope.file, arguments: found });
  return found;
}

function expandWord(word: Word, scope: WordScope): readonly CommandArgument[] {
  const at = { file: scope.file, span: word.span };
  const [only] = word.parts;
  const given = expandParameters(word, scope);
  if (given) return given;
  const isSlice = /\[@\]:/.test(word.text);
  const elements = only && !isSlice && word.parts.length === 1 ? elementsOf(only, scope) : undefined;
  if (isSlice && word.parts.length === 1)
    return [{ text: word.text, value: unknown("it is a part of an array", at), at }];
  if (elements) return elements.map(({ text, value }) => ({ text, value, at: value.at ?? at }));
  const whole = evaluateWord(word, scope);
  if (whole.kind === "unknown" && !whole.textIfUnset) {
    // Quoted or not, `"${NAME[@]}"` is any number of words.
    const isList = only?.kind === "variable" && only.operator === "[@]" && word.parts.length === 1;
    // An argument that the script set in some way may be a flag.
    if (whole.written === "$@" && word.parts.length === 1) return [{ text: "$@", value: whole, at }];
    return [{ text: isList ? word.text.replace(/^"|"$/g, "") : word.text, value: whole, at }];
  }
  if (!word.parts.some(isSplit)) return [{ text: word.text, value: whole, at }];
  const separators = separatorsOf(scope.environment);
  if (separators === undefined || becomesFiles(word, scope)) {
    const reason = separators === undefined ? "IFS is not known" : "a pattern in it becomes names of files";
    return [{ text: word.text, value: unknown(reason, at), at }];
  }
  const open = whole.kind === "unknown" ? whole : undefined;
  const isLong = isTooLong(whole.kind === "known" ? whole.text : (whole.textIfUnset ?? ""));
  const fields = isLong ? [] : splitWord(word, scope, separators);
  if (isLong || fields.length > mostFields) {
    const value = unknown(`it becomes more than ${mostFields} words`, at);
    return [{ text: word.text, value, at }];
  }
  return fields.map((text) => ({
    text: word.text,
    value: open
      ? { ...open, textIfUnset: text }
      : whole.kind === "known" && whole.mayDiffer
        ? asDefault(known(text, at))
        : known(text, at),
    at,
  }));
}

/** Text of variables, holes and substitutions outside of quotes is split into words. */
function isSplit(part: WordPart): boolean {
  return (part.kind === "variable" || part.kind === "hole" || part.kind === "substitution") && !part.quoted;
}

/** The characters of IFS; undefined when they are not known. */
export function separatorsOf(environment: Environment): string | undefined {
  const value = environment.get("IFS")?.value;
  if (value === undefined || value.kind === "known") return value?.text ?? " \t\n";
  return value.isUnset ? " \t\n" : undefined;
}

/** What a command prints is matched against files when it holds a pattern. */
function becomesFiles(word: Word, scope: WordScope): boolean {
  return word.parts.some((part) => {
    if (part.kind !== "substitution" || !isSplit(part)) return false;
    const value = evaluatePart(part, scope);
    return value.kind === "known" && /[*?]|\[[^\]]+\]/.test(value.text);
  });
}

/** `"${NAME[@]}"` of an array whose elements the script shows. */
function elementsOf(
  part: WordPart,
  { environment }: WordScope,
): Extract<Value, { kind: "unknown" }>["elements"] {
  if (part.kind !== "variable" || part.operator !== "[@]") return undefined;
  const value = environment.get(part.name)?.value;
  return value?.kind === "unknown" ? value.elements : undefined;
}

/** Field splitting: only text that came from an unquoted expansion is split. */
function splitWord(word: Word, scope: WordScope, separators: string): readonly string[] {
  const pattern = separatorPattern(separators);
  const fields: string[] = [];
  let current: string | undefined;
  for (const part of word.parts) {
    const value = evaluatePart(part, scope);
    const text = value.kind === "known" ? value.text : (value.textIfUnset ?? "");
    if (!isSplit(part) || !pattern) {
      if (text !== "" || part.kind !== "literal" || part.quoted) current = (current ?? "") + text;
      continue;
    }
    const pieces = text.split(pattern);
    pieces.forEach((piece, index) => {
      if (index > 0 && current !== undefined) {
        fields.push(current);
        current = undefined;
      }
      if (piece !== "") current = (current ?? "") + piece;
    });
  }
  if (current !== undefined) fields.push(current);
  return fields;
}

/** Where a text is split; undefined when IFS is empty, and nothing splits. */
export function separatorPattern(separators: string): RegExp | undefined {
  if (separators === "") return undefined;
  return new RegExp(`[${separators.replace(/[\\\]^-]/g, "\\$&")}]+`);
}

/** One part of a word, without word splitting. */
export function evaluatePart(part: WordPart, scope: WordScope): Value {
  const at = { file: scope.file, span: part.span };
  switch (part.kind) {
    case "literal":
      return known(part.text, at);
    case "hole":
      return scope.resolveHole(part.expression, at);
    case "variable":
      return evaluateVariable(part, scope);
    case "substitution":
      return evaluateSubstituted(part, scope, at);
    case "other": {
      const reason = `"${shorten(part.text)}" is computed by the shell`;
      const elements = part.items?.flatMap((item) => expandWord(item, scope)).slice(0, mostFields);
      return elements ? { kind: "unknown", reason, at, elements } : unknown(reason, at);
    }
  }
}

function evaluateSubstituted(part: WordPart & { kind: "substitution" }, scope: WordScope, at: Place): Value {
  const text = scope.substitute?.(part.body);
  if (text !== undefined) return asDefault(known(text, at));
  const reason = "it is the output of a command";
  const command = firstCommand(part.body);
  return command === undefined ? unknown(reason, at) : { kind: "unknown", reason, at, outputOf: command };
}

function firstCommand([node]: readonly ShellNode[]): string | undefined {
  if (node?.kind === "command") return node.text;
  // What the rest of the pipe does with it is not known.
  if (node?.kind === "pipeline") return `${firstCommand(node.parts) ?? ""} | …`;
  return undefined;
}

/** Operators that leave a list of parameters as it is, or ask whether there are any. */
const isWholeList = /^(?::?[-+=?])?$/;

function evaluateVariable(part: WordPart & { kind: "variable" }, scope: WordScope): Value {
  const at = { file: scope.file, span: part.span };
  const given = ofArray(variableValue(part.name, scope, at), part.operator, scope, at);
  const isMissing = given === undefined && scope.parameters !== undefined && isNumber.test(part.name);
  if ((part.name === "@" || part.name === "*") && scope.parameters && !isWholeList.test(part.operator))
    return part.operator.startsWith("length")
      ? (variableValue("#", scope, at) ?? unknown("how many arguments there are cannot be known", at))
      : unknown(`\${${part.name}${part.operator}…} is computed by the shell`, at);
  const isDefault = /^:?[-=+]$/.test(part.operator);
  const value = isMissing && !isDefault ? known("", at) : given;
  // The reader gives no argument behind a subscript: a longer text than `${BASH_SOURCE[0]}` trims something.
  if (part.operator === "[0]" && part.name === "BASH_SOURCE" && value)
    return part.span.end - part.span.start > "${BASH_SOURCE[0]}".length
      ? unknown(`\${${part.name}[0]…} is computed by the shell`, at)
      : value;
  const fallback = (): Value => (part.argument ? evaluateWord(part.argument, scope) : known("", at));
  switch (part.operator) {
    case "":
    case "[*]":
    case "[@]":
    case ":?":
    case "?":
      return value ?? unset(`$${part.name}`, at);
    case ":-":
    case ":=":
    case "-":
    case "=":
      if (value === undefined) return isMissing ? fallback() : asDefault(fallback());
      return withEmpty(value, fallback, part.operator.startsWith(":") ? "replaced" : "kept");
    case ":+":
    case "+":
      if (value === undefined) return isMissing ? known("", at) : asDefault(known("", at));
      return whenFilled(value, fallback, part.operator === "+");
  }
  const computed = unknown(`\${${part.name}${part.operator}…} is computed by the shell`, at);
  if (value?.kind === "known") {
    const result = transformText(value.text, part, scope) ?? computed;
    return value.mayDiffer ? asDefault(result) : result;
  }
  const texts = value ? (value.isUnset ? [value.textIfUnset ?? ""] : value.candidates) : [""];
  const results = texts?.map((text) => transformText(text, part, scope));
  if (!results) return value?.kind === "unknown" ? ofWholeWord(value, 2) : computed;
  const found = results.flatMap((result) => (result?.kind === "known" ? [result.text] : []));
  if (found.length < results.length) return computed;
  if (value && !value.isUnset) return oneOf(found, value.reason, value.at);
  const { reason } = value ?? { reason: `$${part.name} is not set in any file` };
  return { kind: "unknown", reason, at: value?.at ?? at, isUnset: true, textIfUnset: found[0] ?? "" };
}

function asDefault(value: Value): Value {
  return value.kind === "known" ? { ...value, mayDiffer: true } : value;
}

/** `${NAME:-word}`: what stands for an empty text; without the colon one that is set stays, and whether it is may be open. */
function withEmpty(value: Value, fallback: () => Value, empty: "replaced" | "kept"): Value {
  if (value.kind === "known") return value.text === "" && empty === "replaced" ? fallback() : value;
  const { isUnset, textIfUnset = "", candidates } = value;
  if (isUnset) {
    if (textIfUnset !== "" || empty === "kept") return value;
    const other = fallback();
    return other.kind === "known" ? { ...value, textIfUnset: other.text } : other;
  }
  if (!candidates?.includes("")) return value;
  const other = fallback();
  if (other.kind === "unknown") return unknown(value.reason, value.at);
  const rest = empty === "kept" ? candidates : candidates.filter((text) => text !== "");
  return oneOf([...rest, other.text], value.reason, value.at);
}

/** `${NAME:+word}`: the word, or nothing where the text is empty. */
function whenFilled(value: Value, fallback: () => Value, countsEmpty: boolean): Value {
  if (value.kind === "known") return value.text === "" && !countsEmpty ? value : fallback();
  const { isUnset, textIfUnset = "", candidates } = value;
  const other = fallback();
  if (other.kind === "unknown") return unknown(value.reason, value.at);
  if (isUnset)
    return { ...withoutEnding(value), textIfUnset: textIfUnset === "" && !countsEmpty ? "" : other.text };
  if (candidates && !candidates.includes("")) return other;
  return oneOf(["", other.text], value.reason, value.at);
}

/** Of an array `$NAME` is the first element, `"${NAME[*]}"` all of them joined by the first character of IFS. */
function ofArray(value: Value | undefined, operator: string, scope: WordScope, at: Place): Value | undefined {
  if (value?.kind !== "unknown" || !value.elements) return value;
  const { elements } = value;
  if (operator === "[*]" || operator === "[@]") {
    const separators = operator === "[@]" ? " " : separatorsOf(scope.environment);
    if (separators === undefined) return unknown("IFS is not known", at);
    return joined(
      elements.map((element) => element.value),
      at,
      separators.slice(0, 1),
    );
  }
  const [first] = elements;
  return first ? first.value : known("", at);
}

function joined(values: readonly Value[], at: Place, separator = " "): Value {
  const texts: string[] = [];
  let open: UnknownValue | undefined;
  for (const value of values) {
    if (value.kind === "unknown" && !value.isUnset) return ofWholeWord(value, values.length);
    if (value.kind === "unknown") open ??= value;
    texts.push(value.kind === "known" ? value.text : (value.textIfUnset ?? ""));
  }
  const text = texts.join(separator);
  return open ? { ...withoutEnding(open), textIfUnset: text } : joinedText(text, at);
}

const isNumber = /^[1-9]\d*$/;

/** The value a name has; undefined when nothing sets it. */
function variableValue(name: string, scope: WordScope, at: Place): Value | undefined {
  const { parameters } = scope;
  if (parameters && isNumber.test(name)) return parameterAt(Number(name), parameters, at);
  if (parameters && (name === "@" || name === "*")) {
    const separators = separatorsOf(scope.environment);
    const isOpen = separators === undefined || (name === "@" && !separators.startsWith(" "));
    if (countOf(parameters) === undefined || isOpen)
      return unknown(`how many arguments there are cannot be known`, at);
    return joined(parameters, at, separators.slice(0, 1));
  }
  if (parameters && name === "#") {
    const count = countOf(parameters);
    return count === undefined
      ? unknown("how many arguments there are cannot be known", at)
      : known(String(count), at);
  }
  if (name === "0" && scope.nameOfProgram) return scope.nameOfProgram;
  const setting = scope.environment.get(name);
  if (setting) return setting.value;
  if (name === "0" || name === "BASH_SOURCE" || name === "PWD") {
    const path = scope.pathOf?.(name);
    if (path !== undefined) return known(path, at);
  }
  if (setElsewhere.test(name)) return unknown(`$${name} is set outside of the files`, at);
  if (scope.environment.openReason)
    return unknown(`$${name} may be set: ${scope.environment.openReason}`, at);
  return undefined;
}

function shorten(text: string): string {
  const oneLine = text.replace(/\s+/g, " ");
  return oneLine.length > 40 ? `${oneLine.slice(0, 37)}…` : oneLine;
}
