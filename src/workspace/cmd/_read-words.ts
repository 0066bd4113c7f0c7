/** Words of cmd.exe: quotes, carets, `%NAME%` and holes. */
import type { EmbeddedText } from "../../text/embedded-text.ts";
import type { Span } from "../../text/span.ts";
import type { Word, WordPart } from "../shell/ast.ts";

/** Text of a script and where it starts there. */
export interface Line {
  readonly text: string;
  readonly start: number;
}

/** A script that is being read, and what of it is not. */
export interface Script {
  readonly input: EmbeddedText;
  readonly problems: { readonly span: Span; readonly reason: string }[];
}

/** The words of a command, without its redirections. */
export function wordsOf({ text, start }: Line, script: Script): readonly Word[] {
  const words: Word[] = [];
  // A blank in quotes or behind a caret is part of its word.
  for (const match of text.matchAll(/(?:"[^"]*(?:"|$)|\^\r?\n|\^[\s\S]|[^\s"^])+/g)) {
    if (/^\^\r?\n$/.test(match[0])) continue;
    if (/^\d?>/.test(match[0]) || /^\d?>>?$/.test(words.at(-1)?.text ?? "")) {
      if (/^\d?>>?$/.test(words.at(-1)?.text ?? "")) words.pop();
      else if (/^\d?>>?$/.test(match[0]))
        words.push(readWord({ text: match[0], start: start + match.index }, script));
      continue;
    }
    words.push(readWord({ text: match[0], start: start + match.index }, script));
  }
  return words;
}

/** A word: quotes are taken off, `%NAME%` and holes are filled in later. */
export function readWord({ text, start }: Line, script: Script): Word {
  const parts: WordPart[] = [];
  const span = spanOf(script, start, start + text.length);
  let isQuoted = false;
  for (let at = 0; at < text.length; ) {
    const hole = script.input.holes.find((each) => each.start <= start + at && start + at < each.end);
    const rest = text.slice(at);
    const variable = /^%(\w+)%/.exec(rest);
    const open = /^(?:%[~\w*][^\s%]*|!\w+!|%\w+:[^%]*%)/.exec(rest);
    if (hole) {
      const end = Math.min(text.length, hole.end - start);
      parts.push({
        kind: "hole",
        expression: hole.expression,
        quoted: isQuoted,
        span: spanOf(script, start + at, start + end),
      });
      at = end;
    } else if (variable?.[1] !== undefined) {
      const of = spanOf(script, start + at, start + at + variable[0].length);
      parts.push({
        kind: "variable",
        name: variable[1],
        operator: "",
        argument: undefined,
        quoted: true,
        span: of,
      });
      at += variable[0].length;
    } else if (open) {
      parts.push({ kind: "other", text: open[0], span });
      at += open[0].length;
    } else if (text[at] === '"') {
      isQuoted = !isQuoted;
      if (text[at + 1] === '"') parts.push({ kind: "literal", text: "", quoted: true, span });
      at++;
    } else if (text[at] === "^" && !isQuoted) {
      const escaped = /^\^\r?\n/.exec(rest);
      if (!escaped) parts.push({ kind: "literal", text: text[at + 1] ?? "", quoted: true, span });
      at += escaped?.[0].length ?? 2;
    } else {
      const plain = /^[^%!"^]+/.exec(rest)?.[0] ?? text[at] ?? "";
      const limit = script.input.holes.find((each) => each.start > start + at)?.start;
      const taken = limit === undefined ? plain : plain.slice(0, Math.max(1, limit - start - at));
      parts.push({
        kind: "literal",
        text: taken,
        quoted: isQuoted,
        span: spanOf(script, start + at, start + at + taken.length),
      });
      at += taken.length;
    }
  }
  return { parts, span, text };
}

/** Where a part of the script stands in its file. */
export function spanOf({ input }: Script, start: number, end: number): Span {
  return {
    start: input.fileOffset(start),
    end: input.fileOffset(Math.max(start, end - 1)) + (end > start ? 1 : 0),
  };
}

/** A word of that text. */
export function literalWord(text: string, span: Span): Word {
  return { parts: [{ kind: "literal", text, quoted: true, span }], span, text };
}
