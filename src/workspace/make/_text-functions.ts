/** Make's functions on text (GNU Make manual 8.2, 8.3) that look at nothing but their arguments. */
import { compareText } from "../../text/compare-text.ts";

export const textFunctions: ReadonlyMap<
  string,
  /** `apply` gives undefined for arguments that make refuses. */
  { readonly arity: number; apply(args: readonly string[]): string | undefined }
> = new Map([
  ["subst", { arity: 3, apply: ([from = "", to = "", text = ""]) => substitute(from, to, text) }],
  ["patsubst", { arity: 3, apply: ([from = "", to = "", text = ""]) => patternSubstitute(from, to, text) }],
  ["strip", { arity: 1, apply: ([text = ""]) => words(text).join(" ") }],
  ["findstring", { arity: 2, apply: ([find = "", text = ""]) => (text.includes(find) ? find : "") }],
  ["filter", { arity: 2, apply: ([patterns = "", text = ""]) => select(patterns, text, true) }],
  ["filter-out", { arity: 2, apply: ([patterns = "", text = ""]) => select(patterns, text, false) }],
  ["sort", { arity: 1, apply: ([text = ""]) => [...new Set(words(text))].sort(compareText).join(" ") }],
  ["word", { arity: 2, apply: ([n = "", text = ""]) => wordAt(n, text) }],
  ["words", { arity: 1, apply: ([text = ""]) => String(words(text).length) }],
  ["wordlist", { arity: 3, apply: ([from = "", to = "", text = ""]) => wordlist(from, to, text) }],
  ["firstword", { arity: 1, apply: ([text = ""]) => words(text)[0] ?? "" }],
  ["lastword", { arity: 1, apply: ([text = ""]) => words(text).at(-1) ?? "" }],
  [
    "dir",
    {
      arity: 1,
      apply: ([text = ""]) => each(text, (name) => name.slice(0, name.lastIndexOf("/") + 1) || "./"),
    },
  ],
  [
    "notdir",
    { arity: 1, apply: ([text = ""]) => each(text, (name) => name.slice(name.lastIndexOf("/") + 1)) },
  ],
  [
    "suffix",
    {
      arity: 1,
      apply: ([text = ""]) =>
        words(text)
          .map(suffixOf)
          .filter((suffix) => suffix)
          .join(" "),
    },
  ],
  [
    "basename",
    {
      arity: 1,
      apply: ([text = ""]) => each(text, (name) => name.slice(0, name.length - suffixOf(name).length)),
    },
  ],
  ["addsuffix", { arity: 2, apply: ([suffix = "", text = ""]) => each(text, (name) => name + suffix) }],
  ["addprefix", { arity: 2, apply: ([prefix = "", text = ""]) => each(text, (name) => prefix + name) }],
  ["join", { arity: 2, apply: ([left = "", right = ""]) => joinLists(left, right) }],
]);

/** Words between blanks. */
export function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

/** A word that becomes empty keeps its blank. */
function each(text: string, change: (word: string) => string): string {
  return words(text).map(change).join(" ");
}

function substitute(from: string, to: string, text: string): string {
  return from === "" ? text + to : text.split(from).join(to);
}

interface Pattern {
  readonly before: string;
  /** What stands behind the `%`; undefined when there is none. */
  readonly after: string | undefined;
}

/** Splits a pattern at its first `%` that no backslash quotes; two backslashes before one are one. */
function splitPattern(pattern: string): Pattern {
  let before = "";
  let at = 0;
  for (const { 0: found, 1: slashes = "", index } of pattern.matchAll(/(\\*)%/g)) {
    before += pattern.slice(at, index) + slashes.slice(0, slashes.length >> 1);
    at = index + found.length;
    if (slashes.length % 2 === 0) return { before, after: pattern.slice(at) };
    before += "%";
  }
  return { before: before + pattern.slice(at), after: undefined };
}

/** The stem for a match of a `%` pattern; the empty string for an equal word without `%`. */
export function matchPattern(pattern: string, word: string): string | undefined {
  return stemOf(splitPattern(pattern), word);
}

/** Make takes `./x` for `x` where it stands for a target. */
export function plainName(name: string): string {
  return name.replace(/^(?:\.\/+)+(?=.)/, "");
}

/** A prerequisite of a pattern rule with the stem in place of its `%`. */
export function fillStem(pattern: string, stem: string): string {
  const { before, after } = splitPattern(pattern);
  return after === undefined ? before : before + stem + after;
}

function stemOf({ before, after }: Pattern, word: string): string | undefined {
  if (after === undefined) return before === word ? "" : undefined;
  if (word.length < before.length + after.length || !word.startsWith(before) || !word.endsWith(after))
    return undefined;
  return word.slice(before.length, word.length - after.length);
}

/** `patsubst`: without a `%` it replaces whole words and leaves the blanks between them. */
export function patternSubstitute(from: string, to: string, text: string): string {
  const pattern = splitPattern(from);
  const replacement = splitPattern(to);
  // Without a `%` to replace make does not look for one in the replacement's text.
  if (pattern.after === undefined) return substituteWords(pattern.before, unquoted(replacement), text);
  return replaceStems(pattern, replacement, text);
}

/** `$(NAME:.c=.o)`: every word's end. */
export function suffixSubstitute(from: string, to: string, text: string): string {
  return replaceStems({ before: "", after: splitPattern(from).before }, { before: "", after: to }, text);
}

function replaceStems(from: Pattern, to: Pattern, text: string): string {
  const kept: string[] = [];
  for (const word of words(text)) {
    const stem = stemOf(from, word);
    if (stem === undefined) kept.push(word);
    // Nothing at all leaves no blank behind, an empty stem does.
    else if (to.after !== undefined) kept.push(to.before + stem + to.after);
    else if (to.before !== "") kept.push(to.before);
  }
  return kept.join(" ");
}

function unquoted({ before, after }: Pattern): string {
  return after === undefined ? before : `${before}%${after}`;
}

/** What to replace may hold blanks itself: it must stand between blanks or the text's ends. */
function substituteWords(from: string, to: string, text: string): string {
  if (from === "") return text === "" || /\s$/.test(text) ? text + to : text;
  let result = "";
  let at = 0;
  for (let found = text.indexOf(from); found !== -1; found = text.indexOf(from, at)) {
    const end = found + from.length;
    const isWhole =
      (found === 0 || /\s/.test(text[found - 1] ?? "")) &&
      (end === text.length || /\s/.test(text[end] ?? ""));
    result += text.slice(at, found) + (isWhole ? to : from);
    at = end;
  }
  return result + text.slice(at);
}

/** Make refuses what is no number, and a number below 1. */
function wordAt(n: string, text: string): string | undefined {
  const index = countOf(n);
  return index === undefined || index < 1 ? undefined : (words(text)[index - 1] ?? "");
}

function countOf(text: string): number | undefined {
  const digits = /^\s*(\d+)\s*$/.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function select(patterns: string, text: string, keep: boolean): string {
  const list = words(patterns).map(splitPattern);
  return words(text)
    .filter((word) => list.some((pattern) => stemOf(pattern, word) !== undefined) === keep)
    .join(" ");
}

/** The blanks between the words stay as they are. */
function wordlist(from: string, to: string, text: string): string | undefined {
  const [start, end] = [countOf(from), countOf(to)];
  if (start === undefined || end === undefined || start < 1) return undefined;
  const found = [...text.matchAll(/\S+/g)].slice(start - 1, end);
  const first = found[0];
  const last = found.at(-1);
  return first && last ? text.slice(first.index, last.index + last[0].length) : "";
}

function joinLists(left: string, right: string): string {
  const a = words(left);
  const b = words(right);
  return Array.from(
    { length: Math.max(a.length, b.length) },
    (_, index) => (a[index] ?? "") + (b[index] ?? ""),
  ).join(" ");
}

function suffixOf(name: string): string {
  const file = name.slice(name.lastIndexOf("/") + 1);
  const dot = file.lastIndexOf(".");
  return dot === -1 ? "" : file.slice(dot);
}
