/**
 * Words of a command that are the same in many jobs are kept once: forty jobs that call one Makefile run its
 * recipes forty times, and mostly with the same words.
 */
import type { Place } from "../../text/span.ts";
import type { CommandNode } from "../../workspace/shell/ast.ts";
import type { CommandArgument } from "../site.ts";
import type { Value } from "../value.ts";

/** Lists of words that a command was run with so far. */
const knownWords = new WeakMap<CommandNode, (readonly CommandArgument[])[]>();

/** A command of more forms than this is a loop over data: looking for its equal would cost more than it saves. */
const mostForms = 12;

/** The words that this command had before, where they are the same; else these. */
export function sameWords(node: CommandNode, words: readonly CommandArgument[]): readonly CommandArgument[] {
  const forms = knownWords.get(node);
  if (!forms) {
    knownWords.set(node, [words]);
    return words;
  }
  const same = forms.findLast((form) => isSameList(form, words, isSameArgument));
  if (same) return same;
  if (forms.length < mostForms) forms.push(words);
  return words;
}

function isSameArgument(a: CommandArgument, b: CommandArgument): boolean {
  return a.text === b.text && isSamePlace(a.at, b.at) && isSameValue(a.value, b.value);
}

function isSameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (!isSamePlace(a.at, b.at)) return false;
  if (a.kind === "known") return b.kind === "known" && a.text === b.text && a.mayDiffer === b.mayDiffer;
  if (b.kind === "known") return false;
  return (
    a.reason === b.reason &&
    a.isUnset === b.isUnset &&
    a.textIfUnset === b.textIfUnset &&
    a.ending === b.ending &&
    a.outputOf === b.outputOf &&
    a.hostPart === b.hostPart &&
    a.isMany === b.isMany &&
    a.written === b.written &&
    a.elements === b.elements &&
    isSameList(a.candidates, b.candidates, Object.is) &&
    isSameList(a.commandTexts, b.commandTexts, Object.is)
  );
}

function isSamePlace(a: Place | undefined, b: Place | undefined): boolean {
  if (a === b) return true;
  if (!a || !b) return false;
  return a.file === b.file && a.span.start === b.span.start && a.span.end === b.span.end;
}

function isSameList<Item>(
  a: readonly Item[] | undefined,
  b: readonly Item[] | undefined,
  isSame: (one: Item, other: Item) => boolean,
): boolean {
  if (a === b) return true;
  if (!a || !b || a.length !== b.length) return false;
  return a.every((item, index) => {
    const other = b[index];
    return other !== undefined && isSame(item, other);
  });
}
