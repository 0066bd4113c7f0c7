/**
 * What a command prints, as far as files tell: `echo`, `printf`, `cat` of a here-document, and all that
 * `$( … )` knows. What stays open keeps its place in the text, between marks.
 */
import type { CommandNode, Word, WordPart } from "../../workspace/shell/ast.ts";
import { type UnknownValue, unknown, type Value } from "../value.ts";
import { evaluateWord, type WordScope } from "./evaluate-word.ts";

/** A text; `\0name\0` in it stands for the value of that name in `open`. */
export interface PrintedText {
  readonly text: string;
  readonly open: ReadonlyMap<string, UnknownValue>;
}

const mark = "\0";

/** The text that a command writes to its standard output; undefined when files do not show it. */
export function printedText(node: CommandNode, scope: WordScope): PrintedText | undefined {
  const [name, ...words] = node.words;
  const open = new Map<string, UnknownValue>();
  const textOf = (word: Word): string =>
    word.parts.map((part) => textOfPart(part, word, scope, open)).join("");
  switch (name?.text.replace(/^(?:\/usr)?\/bin\//, "")) {
    case "echo":
    case "Write-Output": {
      const text = echo(words.map(textOf));
      return text === undefined ? undefined : { text, open };
    }
    case "printf": {
      const text = printf(words.map(textOf));
      return text === undefined ? undefined : { text, open };
    }
    case "cat": {
      const here = words.length === 0 ? node.redirects.find((redirect) => redirect.here)?.here : undefined;
      const word = here && { parts: here.parts ?? [], span: here.span, text: here.text };
      if (word) return { text: word.parts.length > 0 ? textOf(word) : word.text, open };
    }
  }
  const output = scope.substitute?.([{ ...node, redirects: node.redirects.filter(isInput) }]);
  return output === undefined ? undefined : { text: `${output}\n`, open };
}

function isInput({ operator }: CommandNode["redirects"][number]): boolean {
  return !operator.includes(">");
}

function textOfPart(part: WordPart, word: Word, scope: WordScope, open: Map<string, UnknownValue>): string {
  const text = word.text.slice(part.span.start - word.span.start, part.span.end - word.span.start);
  const value: Value = evaluateWord({ parts: [part], span: part.span, text }, scope);
  if (value.kind === "known") return value.text.replaceAll(mark, "");
  if (value.isUnset) return value.textIfUnset ?? "";
  // The same text written again is the same value.
  const name = part.kind === "variable" ? `$${part.name}${part.operator}` : `${part.kind} ${part.span.start}`;
  open.set(name, value);
  return mark + name + mark;
}

function echo(words: readonly string[]): string | undefined {
  let index = 0;
  let isEscaped = false;
  let end = "\n";
  for (; /^-[neE]+$/.test(words[index] ?? ""); index++) {
    const flags = words[index] ?? "";
    if (flags.includes("n")) end = "";
    if (/[eE]/.test(flags)) isEscaped = flags.lastIndexOf("e") > flags.lastIndexOf("E");
  }
  const text = words.slice(index).join(" ");
  const unescaped = isEscaped ? withoutEscapes(text) : text;
  return unescaped === undefined ? undefined : unescaped + end;
}

/** `\n`, `\t` and `\\`; undefined for every other escape. */
function withoutEscapes(text: string): string | undefined {
  if (/\\(?![nt\\"])/.test(text)) return undefined;
  return text.replace(/\\([nt\\"])/g, (_, letter: string) =>
    letter === "n" ? "\n" : letter === "t" ? "\t" : letter,
  );
}

function printf([format = "", ...given]: readonly string[]): string | undefined {
  if (format.startsWith("-") || format.includes(mark)) return undefined;
  const plain = withoutEscapes(format);
  if (plain === undefined || /%(?![s%])/.test(plain)) return undefined;
  const perPass = (plain.match(/%s/g) ?? []).length;
  const passes = perPass === 0 ? 1 : Math.max(1, Math.ceil(given.length / perPass));
  const words = [...given];
  let text = "";
  for (let pass = 0; pass < passes; pass++)
    text += plain.replace(/%([s%])/g, (_, kind: string) => (kind === "%" ? "%" : (words.shift() ?? "")));
  return text;
}

/** The value of a piece of such a text. */
export function valueOfPiece(
  piece: string,
  open: PrintedText["open"],
  known: (text: string) => Value,
): Value {
  if (!piece.includes(mark)) return known(piece);
  const [before = "", name = "", ...rest] = piece.split(mark);
  const value = open.get(name);
  if (before === "" && rest.length === 1 && rest[0] === "" && value) return value;
  return unknown(value?.reason ?? "it is put together from what files do not show", value?.at);
}

/** Whether a piece begins with what nobody knows. */
export function isOpenAtStart(piece: string): boolean {
  return piece.trimStart().startsWith(mark);
}
