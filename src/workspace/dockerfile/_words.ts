import type { EmbeddedText } from "../../text/embedded-text.ts";
import { fileSpan } from "../../text/slice-embedded.ts";
import type { DockerText } from "./model.ts";

/** A part of an instruction's text, trimmed, as written, with its place. */
export function dockerText(line: EmbeddedText, start: number, end = line.text.length): DockerText {
  let from = start;
  let to = end;
  while (from < to && /\s/.test(line.text[from] ?? "")) from++;
  while (to > from && /\s/.test(line.text[to - 1] ?? "")) to--;
  return { text: line.text.slice(from, to), span: fileSpan(line, from, to) };
}

/** A word of an instruction's text with its offsets there. */
export interface LineWord {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Words between blanks; quotes mean nothing here (FROM, COPY, ADD). */
export function plainWords(line: EmbeddedText, start = 0): readonly LineWord[] {
  return [...line.text.slice(start).matchAll(/\S+/g)].map((match) => ({
    start: start + match.index,
    end: start + match.index + match[0].length,
    text: match[0],
  }));
}

const quotedWord = {
  "\\": /(?:'[^']*(?:'|$)|"(?:[^"\\]|\\[\s\S])*(?:"|\\?$)|\\[\s\S]|\\$|[^\s'"\\])+/g,
  "`": /(?:'[^']*(?:'|$)|"(?:[^"`]|`[\s\S])*(?:"|`?$)|`[\s\S]|`$|[^\s'"`])+/g,
};

/** Words in which blanks may be quoted or escaped (ENV, ARG, LABEL); quotes are kept. */
export function quotedWords(line: EmbeddedText, start: number, escapeMark: "\\" | "`"): readonly LineWord[] {
  return [...line.text.slice(start).matchAll(quotedWord[escapeMark])].map((match) => ({
    start: start + match.index,
    end: start + match.index + match[0].length,
    text: match[0],
  }));
}

/** One `--name=value` before an instruction's arguments, quotes taken off. */
export interface InstructionFlag {
  readonly name: string;
  readonly value: string;
  /** Where the value starts in the line; the word's end for a bare flag. */
  readonly valueStart: number;
  readonly word: LineWord;
}

/** The flags of an instruction and the offset at which its arguments begin. */
export function readFlags(
  line: EmbeddedText,
  start: number,
  escapeMark: "\\" | "`",
): { flags: readonly InstructionFlag[]; argumentsStart: number } {
  const flags: InstructionFlag[] = [];
  let argumentsStart = start;
  for (const word of quotedWords(line, start, escapeMark)) {
    argumentsStart = word.start;
    if (!word.text.startsWith("--")) return { flags, argumentsStart };
    argumentsStart = word.end;
    if (word.text === "--") return { flags, argumentsStart };
    const equals = word.text.indexOf("=");
    const name = word.text.slice(2, equals === -1 ? undefined : equals);
    const value = equals === -1 ? "" : word.text.slice(equals + 1).replace(/["']/g, "");
    flags.push({ name, value, valueStart: equals === -1 ? word.end : word.start + equals + 1, word });
  }
  return { flags, argumentsStart };
}
