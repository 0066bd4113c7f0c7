/** Where `$( … )` and `${ … }` end, and where something stands outside of them. */

/** The offset behind the reference that starts at a `$`; the text's end when it is not closed. */
export function referenceEnd(text: string, at: number): number {
  const open = text[at + 1];
  if (open !== "(" && open !== "{") return Math.min(at + 2, text.length);
  const close = open === "(" ? ")" : "}";
  let depth = 0;
  for (let index = at + 1; index < text.length; index++) {
    const character = text[index];
    if (character === open) depth++;
    else if (character === close && --depth === 0) return index + 1;
  }
  return text.length;
}

/**
 * The first offset from `from` that `mark` matches outside of references; -1 if there is none. `mark` is a
 * global pattern for one character of a set, with `$` among them; `accepts` may refuse a match.
 */
export function findOutside(
  text: string,
  mark: RegExp,
  from = 0,
  accepts: (at: number) => boolean = () => true,
): number {
  mark.lastIndex = from;
  for (let found = mark.exec(text); found; found = mark.exec(text)) {
    if (text[found.index] === "$") mark.lastIndex = referenceEnd(text, found.index);
    else if (accepts(found.index)) return found.index;
  }
  return -1;
}

/** Splits at commas outside of brackets like `open`; at most `limit` parts, the last takes the rest. */
export function splitArguments(
  text: string,
  limit = Number.POSITIVE_INFINITY,
  open = "(",
): readonly { start: number; end: number }[] {
  const parts: { start: number; end: number }[] = [];
  const close = open === "(" ? ")" : "}";
  let start = 0;
  let depth = 0;
  for (let at = 0; at < text.length && parts.length + 1 < limit; at++) {
    const character = text[at];
    if (character === open) depth++;
    else if (character === close) depth = Math.max(0, depth - 1);
    else if (character === "," && depth === 0) {
      parts.push({ start, end: at });
      start = at + 1;
    }
  }
  parts.push({ start, end: text.length });
  return parts;
}

/** Start of a comment: an unescaped `#` outside of references; the text's length if there is none. */
export function commentStart(text: string): number {
  if (!text.includes("#")) return text.length;
  const at = findOutside(text, /[#$]/g, 0, (index) => !isEscaped(text, index));
  return at === -1 ? text.length : at;
}

function isEscaped(text: string, at: number): boolean {
  let count = 0;
  for (let index = at - 1; index >= 0 && text[index] === "\\"; index--) count++;
  return count % 2 === 1;
}

/** Blank-separated words with their offsets; blanks inside references do not separate. */
export function splitWords(text: string): readonly { text: string; start: number; end: number }[] {
  const words: { text: string; start: number; end: number }[] = [];
  let at = 0;
  const blank = /[\s$]/g;
  const word = /\S/g;
  for (;;) {
    word.lastIndex = at;
    const first = word.exec(text);
    if (!first) return words;
    const found = findOutside(text, blank, first.index);
    const end = found === -1 ? text.length : found;
    words.push({ text: text.slice(first.index, end), start: first.index, end });
    at = end;
  }
}
