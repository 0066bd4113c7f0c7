/**
 * Expands `$NAME` and `${NAME…}` and takes quotes and escapes off, as the builder does with ENV, ARG, LABEL,
 * FROM, COPY and WORKDIR. Followed: https://docs.docker.com/reference/dockerfile/#environment-replacement
 */
import { matchLength, parseWildcards, type WildcardPattern } from "./_wildcards.ts";
import type { DockerText } from "./model.ts";

/** `text` is undefined when a value is missing or the text is malformed; `problem` then says which. */
export interface ExpandedDockerText {
  readonly text: string | undefined;
  /** Names that `lookup` does not know and the text gives no default for. */
  readonly unresolved: readonly string[];
  readonly problem?: string;
}

/** `lookup` returns undefined for a variable that is not set or not known. */
export function expandDockerText(
  { text }: Pick<DockerText, "text">,
  lookup: (name: string) => string | undefined,
  escapeMark: "\\" | "`" = "\\",
): ExpandedDockerText {
  const reading: Reading = {
    text,
    at: 0,
    depth: 0,
    lookup,
    escapeMark,
    unresolved: new Set(),
    problem: undefined,
  };
  const expanded = readUntil(reading, undefined, "remove");
  const unresolved = [...reading.unresolved];
  const known = reading.problem === undefined && unresolved.length === 0 ? expanded : undefined;
  return { text: known, unresolved, ...(reading.problem !== undefined && { problem: reading.problem }) };
}

interface Reading {
  readonly text: string;
  at: number;
  depth: number;
  readonly lookup: (name: string) => string | undefined;
  readonly escapeMark: string;
  readonly unresolved: Set<string>;
  problem: string | undefined;
}

/** Patterns keep their escapes, other words lose them. */
type Escapes = "keep" | "remove";

const maxDepth = 100;
/** Characters by which a text may grow: variables that double with every line would fill the memory. */
const maxGrowth = 16_384;

function fail(reading: Reading, problem: string): string {
  reading.problem ??= problem;
  reading.at = reading.text.length;
  return "";
}

/** Reads up to `stop`, which is consumed; to the end of the text without it. */
function readUntil(reading: Reading, stop: string | undefined, escapes: Escapes): string {
  let result = "";
  while (reading.at < reading.text.length) {
    const character = reading.text[reading.at++] ?? "";
    if (character === stop) return result;
    if (character === "'") result += readSingleQuoted(reading);
    else if (character === '"') result += readDoubleQuoted(reading, escapes);
    else if (character === "$") result += readVariable(reading);
    else if (character === reading.escapeMark) {
      const next = reading.text[reading.at] ?? "";
      reading.at += next.length;
      result += escapes === "keep" ? character + next : next;
    } else result += character;
    if (result.length > reading.text.length + maxGrowth) return fail(reading, "the text grows too long");
  }
  return stop === undefined ? result : fail(reading, `"${stop}" is missing`);
}

function readSingleQuoted(reading: Reading): string {
  const end = reading.text.indexOf("'", reading.at);
  if (end === -1) return fail(reading, "a single quote is not closed");
  const quoted = reading.text.slice(reading.at, end);
  reading.at = end + 1;
  return quoted;
}

function readDoubleQuoted(reading: Reading, escapes: Escapes): string {
  let result = "";
  while (reading.at < reading.text.length) {
    const character = reading.text[reading.at++] ?? "";
    if (character === '"') return result;
    if (character === "$") result += readVariable(reading);
    else if (character === reading.escapeMark) {
      const next = reading.text[reading.at] ?? "";
      const isEscaped = next === '"' || next === "$" || next === reading.escapeMark;
      if (isEscaped) reading.at++;
      if (escapes === "keep") result += character;
      if (isEscaped) result += next;
      else if (escapes === "remove" && next !== "") result += character;
    } else result += character;
    if (result.length > reading.text.length + maxGrowth) return fail(reading, "the text grows too long");
  }
  return fail(reading, "a double quote is not closed");
}

const namePattern = /[0-9]+|[@*#?\-$!]|[\p{L}_][\p{L}\p{Nd}_]*/uy;

function readName(reading: Reading): string {
  namePattern.lastIndex = reading.at;
  const [name = ""] = namePattern.exec(reading.text) ?? [];
  reading.at += name.length;
  return name;
}

function readVariable(reading: Reading): string {
  if (reading.text[reading.at] !== "{") {
    const name = readName(reading);
    return name === "" ? "$" : lookUp(reading, name);
  }
  reading.at++;
  const name = readName(reading);
  if (name === "" || ++reading.depth > maxDepth) return fail(reading, "a substitution is malformed");
  const result = readModified(reading, name);
  reading.depth--;
  return result;
}

function readModified(reading: Reading, name: string): string {
  const [operator = ""] =
    /^(?:}|:?[-+?]|##?|%%?|\/\/?)/.exec(reading.text.slice(reading.at, reading.at + 2)) ?? [];
  reading.at += operator.length;
  switch (operator) {
    case "}":
      return lookUp(reading, name);
    case "#":
    case "##":
    case "%":
    case "%%": {
      const pattern = readUntil(reading, "}", "keep");
      return trimMatch(reading, lookUp(reading, name), pattern, operator);
    }
    case "/":
    case "//": {
      const pattern = readUntil(reading, "/", "keep");
      const replacement = readUntil(reading, "}", "keep");
      return replaceMatches(reading, lookUp(reading, name), {
        pattern,
        replacement,
        isEvery: operator === "//",
      });
    }
    case "":
      return fail(reading, `the substitution of "${name}" is malformed`);
    default:
      return readConditional(reading, name, operator);
  }
}

function readConditional(reading: Reading, name: string, operator: string): string {
  const before = new Set(reading.unresolved);
  const word = readUntil(reading, "}", "remove");
  const value = reading.lookup(name);
  const counts = operator.startsWith(":") ? value !== undefined && value !== "" : value !== undefined;
  const usesWord = operator.endsWith("+") ? counts : operator.endsWith("-") && !counts;
  // What is missing in a word that is not used does no harm.
  if (!usesWord)
    for (const missing of reading.unresolved) if (!before.has(missing)) reading.unresolved.delete(missing);
  if (usesWord) return word;
  if (operator.endsWith("+")) return "";
  if (counts && value !== undefined) return value;
  return fail(reading, `"${name}" must be set: ${word || "it has no value"}`);
}

function lookUp(reading: Reading, name: string): string {
  const value = reading.lookup(name);
  if (value === undefined) reading.unresolved.add(name);
  return value ?? "";
}

/** The longest value in which a pattern is looked for: the work of replacing grows with its square. */
const maxPatternValue = 1000;

function trimMatch(reading: Reading, value: string, pattern: string, operator: string): string {
  const parts = readPattern(reading, value, pattern);
  if (!parts) return "";
  const isLongest = operator.length === 2;
  const characters = [...value];
  if (operator.startsWith("#")) {
    return characters.slice(Math.max(0, matchLength(parts, characters, { isLongest }))).join("");
  }
  const length = matchLength(parts.toReversed(), characters.toReversed(), { isLongest });
  return characters.slice(0, characters.length - Math.max(0, length)).join("");
}

function replaceMatches(
  reading: Reading,
  value: string,
  edit: { pattern: string; replacement: string; isEvery: boolean },
): string {
  const parts = readPattern(reading, value, edit.pattern);
  if (!parts) return "";
  const characters = [...value];
  let result = "";
  for (let at = 0; at <= characters.length; at++) {
    const length = matchLength(parts, characters, { isLongest: true, start: at });
    if (length === -1) {
      result += characters[at] ?? "";
      continue;
    }
    result += edit.replacement;
    if (!edit.isEvery) return result + characters.slice(at + length).join("");
    if (length === 0) result += characters[at] ?? "";
    else at += length - 1;
  }
  return result;
}

function readPattern(reading: Reading, value: string, pattern: string): WildcardPattern | undefined {
  const parts = value.length > maxPatternValue ? undefined : parseWildcards(pattern);
  if (!parts) fail(reading, `the pattern "${pattern}" cannot be used`);
  return parts;
}
