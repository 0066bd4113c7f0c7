/** Make's functions on text (GNU Make manual 8.2, 8.3) that look at nothing but their arguments. */

export const textFunctions: ReadonlyMap<
  string,
  { readonly arity: number; apply(args: readonly string[]): string }
> = new Map([
  ["subst", { arity: 3, apply: ([from = "", to = "", text = ""]) => substitute(from, to, text) }],
  ["patsubst", { arity: 3, apply: ([from = "", to = "", text = ""]) => patternSubstitute(from, to, text) }],
  ["strip", { arity: 1, apply: ([text = ""]) => words(text).join(" ") }],
  ["findstring", { arity: 2, apply: ([find = "", text = ""]) => (text.includes(find) ? find : "") }],
  ["filter", { arity: 2, apply: ([patterns = "", text = ""]) => select(patterns, text, true) }],
  ["filter-out", { arity: 2, apply: ([patterns = "", text = ""]) => select(patterns, text, false) }],
  ["sort", { arity: 1, apply: ([text = ""]) => [...new Set(words(text))].sort(byBytes).join(" ") }],
  ["word", { arity: 2, apply: ([n = "", text = ""]) => words(text)[Number(n) - 1] ?? "" }],
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

function each(text: string, change: (word: string) => string): string {
  return words(text)
    .map(change)
    .filter((word) => word !== "")
    .join(" ");
}

function substitute(from: string, to: string, text: string): string {
  return from === "" ? text + to : text.split(from).join(to);
}

/** Splits a pattern at its first unescaped `%`. */
function splitPattern(pattern: string): { before: string; after: string } | undefined {
  const at = pattern.search(/(?<!\\)%/);
  if (at === -1) return undefined;
  return { before: pattern.slice(0, at).replaceAll("\\%", "%"), after: pattern.slice(at + 1) };
}

/** The stem for a match of a `%` pattern; the empty string for an equal word without `%`. */
export function matchPattern(pattern: string, word: string): string | undefined {
  const split = splitPattern(pattern);
  if (!split) return pattern.replaceAll("\\%", "%") === word ? "" : undefined;
  const { before, after } = split;
  if (word.length < before.length + after.length || !word.startsWith(before) || !word.endsWith(after))
    return undefined;
  return word.slice(before.length, word.length - after.length);
}

/** `patsubst`: without a `%` it replaces whole words and leaves the blanks between them. */
export function patternSubstitute(from: string, to: string, text: string): string {
  const pattern = splitPattern(from);
  if (!pattern) {
    const plain = from.replaceAll("\\%", "%");
    if (plain === "") return text === "" ? to : text;
    return text.replace(/\S+/g, (word) => (word === plain ? to : word));
  }
  const replacement = splitPattern(to);
  return each(text, (word) => {
    const stem = matchPattern(from, word);
    if (stem === undefined) return word;
    return replacement ? replacement.before + stem + replacement.after : to;
  });
}

function select(patterns: string, text: string, keep: boolean): string {
  const list = words(patterns);
  return words(text)
    .filter((word) => list.some((pattern) => matchPattern(pattern, word) !== undefined) === keep)
    .join(" ");
}

/** The blanks between the words stay as they are. */
function wordlist(from: string, to: string, text: string): string {
  const found = [...text.matchAll(/\S+/g)].slice(Math.max(0, Number(from) - 1), Math.max(0, Number(to)));
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

function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
