/**
 * Hooks of goreleaser are no shell: go-shellwords splits the text at blanks, drops everything from the first `;`, `&`,
 * `|`, `<` or `>`, and what is left is started as it stands. Reference: https://pkg.go.dev/github.com/goreleaser/go-shellwords
 */
import type { EmbeddedText } from "../../text/embedded-text.ts";

/** What goreleaser starts for a hook: as text that a shell reads as those words, and why it starts nothing. */
export interface HookText {
  readonly script: EmbeddedText;
  readonly neverStarts?: string;
}

interface Character {
  readonly text: string;
  readonly at: number;
}

interface HookWord {
  readonly characters: Character[];
  readonly start: number;
  end: number;
}

interface Split {
  readonly words: readonly HookWord[];
  /** Where the text that counts ends. */
  readonly end: number;
  readonly isBroken: boolean;
}

/** The words of a hook as shell text; its characters keep their places in the file. */
export function hookText(hook: EmbeddedText): HookText {
  const { words, end, isBroken } = splitHook(hook);
  const nothing: EmbeddedText = { text: "", holes: [], fileOffset: () => hook.fileOffset(0) };
  if (isBroken) return { script: nothing, neverStarts: "goreleaser cannot split the hook into words" };
  const name = words[0]?.characters.map(({ text }) => text).join("") ?? "";
  if (shellOnly.test(name))
    return { script: nothing, neverStarts: `goreleaser starts no shell, and ${name} is no program` };
  const isSame = words.every((word, index) => isPlain(hook.text.slice(word.start, word.end), index === 0));
  if (isSame && end === hook.text.length) return { script: hook };
  return { script: asShell(hook, words) };
}

/** Commands that a shell does itself, and that no system has as a program. */
const shellOnly =
  /^(?:\.|alias|builtin|declare|eval|exec|exit|export|let|local|readonly|return|set|shift|shopt|source|trap|typeset|unset)$/;
const keyword =
  /^(?:if|then|else|elif|fi|for|while|until|do|done|case|esac|select|function|time|coproc|in|![^=]?|\{|\}|\[\[)$/;

/** Whether a shell reads a piece as the same word: no keyword or assignment in front, nothing that it would fill in. */
function isPlain(raw: string, isFirst: boolean): boolean {
  if (isFirst && (keyword.test(raw) || /^\w+\+?=/.test(raw))) return false;
  return /^(?:[\w./:=@%+,-]|'[^']*'|"[^"$`\\!]*"|\{\{(?:(?!\}\})[^\n])*\}\})+$/.test(raw);
}

/** As the real one does it, oddities included: a `)` alone opens what only another one closes. */
function splitHook({ text, holes }: EmbeddedText): Split {
  const words: HookWord[] = [];
  const open = { escape: false, single: false, double: false, back: false, dollar: false };
  let word: HookWord | undefined;
  let end = text.length;
  const begin = (at: number): HookWord => {
    word ??= { characters: [], start: at, end: at };
    return word;
  };
  const add = (piece: string, at: number, length = piece.length) => {
    const current = begin(at);
    current.characters.push({ text: piece, at });
    current.end = at + length;
  };
  const broken: Split = { words: [], end, isBroken: true };
  for (let at = 0; at < text.length; at++) {
    const hole = holes.find(({ start }) => start === at);
    if (hole) {
      // Its value is split as well; what it is stays open.
      add(text.slice(hole.start, hole.end), at);
      at = hole.end - 1;
      continue;
    }
    const character = text[at] ?? "";
    const isOpen = open.single || open.double || open.back || open.dollar;
    if (open.escape) {
      open.escape = false;
      add(character === "t" ? "\t" : character === "n" ? "\n" : character, at, 1);
      continue;
    }
    if (character === "\\" && !open.single) {
      open.escape = true;
      begin(at);
      continue;
    }
    if (/[ \t\r\n]/.test(character)) {
      if (isOpen) add(character, at);
      else if (word) {
        words.push(word);
        word = undefined;
      }
      continue;
    }
    if (
      (character === '"' && !open.single && !open.dollar) ||
      (character === "'" && !open.double && !open.dollar)
    ) {
      if (character === '"') open.double = !open.double;
      else open.single = !open.single;
      begin(at).end = at + 1;
      continue;
    }
    if (character === "`" && !open.single && !open.double && !open.dollar) open.back = !open.back;
    if (character === ")" && !open.single && !open.double && !open.back) open.dollar = !open.dollar;
    if (character === "(" && !open.single && !open.double && !open.back) {
      if (open.dollar || word?.characters.at(-1)?.text !== "$") return broken;
      open.dollar = true;
    }
    if (/[;&|<>]/.test(character) && !isOpen) {
      // `2> file`: the number goes with the sign.
      if (character === ">" && /^\d/.test(word?.characters[0]?.text ?? "")) word = undefined;
      end = at;
      break;
    }
    add(character, at);
  }
  if (open.escape || open.single || open.double || open.back || open.dollar) return broken;
  return { words: word ? [...words, word] : words, end, isBroken: false };
}

/** Each word as written where a shell reads it alike, else between quotes. */
function asShell(hook: EmbeddedText, words: readonly HookWord[]): EmbeddedText {
  let text = "";
  const places: number[] = [];
  const holes: { start: number; end: number; expression: string }[] = [];
  const add = (piece: string, at: number, isUnchanged = false) => {
    for (let index = 0; index < piece.length; index++) places.push(isUnchanged ? at + index : at);
    text += piece;
  };
  const addHoles = (start: number, end: number, shift: number) => {
    for (const hole of hook.holes)
      if (hole.start >= start && hole.end <= end)
        holes.push({ ...hole, start: hole.start + shift, end: hole.end + shift });
  };
  words.forEach((word, index) => {
    if (index > 0) add(" ", word.start);
    const raw = hook.text.slice(word.start, word.end);
    if (isPlain(raw, index === 0)) {
      addHoles(word.start, word.end, text.length - word.start);
      add(raw, word.start, true);
      return;
    }
    add("'", word.start);
    for (const { text: piece, at } of word.characters) {
      const hole = piece.length > 1 ? hook.holes.find(({ start }) => start === at) : undefined;
      if (hole) addHoles(hole.start, hole.end, text.length - hole.start);
      add(piece === "'" ? "'\\''" : piece, at, piece.length > 1);
    }
    add("'", word.end);
  });
  return { text, holes, fileOffset: (offset) => hook.fileOffset(places[offset] ?? words.at(-1)?.end ?? 0) };
}
