/** The words of a make command as GNU Make takes them apart (manual 9.7, "Summary of Options"). */
import type { CommandArgument } from "../site.ts";
import { known, type Value } from "../value.ts";
import { textOf } from "./text-of.ts";

/** What the words of a make command say. */
export interface MakeWords {
  readonly goals: readonly string[];
  /** `NAME=value`; they beat the file's own assignments. */
  readonly overrides: ReadonlyMap<string, Value>;
  /** `-C`, one after the other. */
  readonly folders: readonly string[];
  /** `-f`. */
  readonly files: readonly string[];
  /** Letters and long names of the flags, without their values. */
  readonly flags: ReadonlySet<string>;
}

const assignment = /^([A-Za-z_][\w.-]*)(?:::?:?|[?+])?=([\s\S]*)$/;
/** Letters whose value is the rest of the word or the next word; behind `j` and `l` only a number is one. */
const valued = /[CEfIoW]/;
const numbered = /[jl]/;
const long = new Map([
  ["directory", "C"],
  ["file", "f"],
  ["makefile", "f"],
  ["include-dir", "I"],
  ["old-file", "o"],
  ["assume-old", "o"],
  ["what-if", "W"],
  ["new-file", "W"],
  ["assume-new", "W"],
  ["eval", "E"],
  ["jobs", "j"],
  ["load-average", "l"],
  ["max-load", "l"],
  ["just-print", "n"],
  ["dry-run", "n"],
  ["recon", "n"],
  ["touch", "t"],
  ["question", "q"],
  ["version", "v"],
  ["help", "h"],
  ["ignore-errors", "i"],
  ["environment-overrides", "e"],
]);

/** Sorts the words; undefined when one of them nobody knows may be a goal, a folder or a flag. */
export function readMakeWords(words: readonly CommandArgument[]): MakeWords | undefined {
  const goals: string[] = [];
  const overrides = new Map<string, Value>();
  const values: { readonly flag: string; readonly value: string }[] = [];
  const flags = new Set<string>();
  let areFlags = true;
  let index = 0;
  /** The value of a flag; false when nobody knows it. */
  const take = (flag: string, joined: string | undefined): boolean => {
    flags.add(flag);
    if (numbered.test(flag)) {
      if (joined === undefined && /^\d/.test(textOf(words[index]) ?? "")) index++;
      return true;
    }
    const value = joined ?? textOf(words[index++]);
    if (value !== undefined) values.push({ flag, value });
    return value !== undefined || !/[Cf]/.test(flag);
  };
  while (index < words.length) {
    const word = words[index++];
    const text = textOf(word);
    if (word === undefined || text === undefined) {
      const name = assignment.exec(word?.text ?? "")?.[1];
      if (name !== undefined && word) overrides.set(name, word.value);
      // A variable that nothing sets vanishes.
      else if (!(word?.value.kind === "unknown" && word.value.isUnset)) return undefined;
      continue;
    }
    if (areFlags && text === "--") areFlags = false;
    else if (areFlags && text.startsWith("--")) {
      const [, name = "", joined] = /^--([^=]*)(?:=([\s\S]*))?$/.exec(text) ?? [];
      const flag = long.get(name) ?? name;
      if (!/^[CEfIoWjl]$/.test(flag)) flags.add(flag);
      else if (!take(flag, joined)) return undefined;
    } else if (areFlags && /^-./.test(text)) {
      if (!readCluster(text.slice(1), flags, take)) return undefined;
    } else {
      const given = assignment.exec(text);
      if (given?.[1]) overrides.set(given[1], known(given[2] ?? "", word.at));
      else goals.push(text.replace(/^(?:\.\/+)+(?=.)/, ""));
    }
  }
  const of = (wanted: string): readonly string[] =>
    values.filter(({ flag }) => flag === wanted).map(({ value }) => value);
  return { goals, overrides, folders: of("C"), files: of("f"), flags };
}

/** `-kj4`, `-sC folder`: letters, the last of which may have a value. */
function readCluster(
  letters: string,
  flags: Set<string>,
  take: (flag: string, joined: string | undefined) => boolean,
): boolean {
  for (let at = 0; at < letters.length; at++) {
    const letter = letters[at] ?? "";
    const rest = letters.slice(at + 1);
    if (valued.test(letter)) return take(letter, rest === "" ? undefined : rest);
    if (numbered.test(letter)) {
      const number = /^[\d.]+/.exec(rest)?.[0];
      if (number === undefined && rest === "") return take(letter, undefined);
      flags.add(letter);
      at += number?.length ?? 0;
    } else if (letter === "O") return true;
    else flags.add(letter);
  }
  return true;
}
