import type { Place } from "../text/span.ts";

export type UnknownValue = Extract<Value, { kind: "unknown" }>;

/** A setting's value with the line that decided it, or the reason why files cannot tell. */
export type Value =
  | {
      readonly kind: "known";
      readonly text: string;
      readonly at: Place | undefined;
      /** Somebody who starts the script may set it otherwise: `${NAME:-text}`, or what a command prints. */
      readonly mayDiffer?: true;
    }
  | {
      readonly kind: "unknown";
      readonly reason: string;
      readonly at: Place | undefined;
      /** Nothing in the files sets the name: it is empty unless somebody sets it by hand. */
      readonly isUnset?: true;
      /** Of a word with names that nothing sets: its text when they are empty. */
      readonly textIfUnset?: string;
      /** The text with which it ends, whatever stands before: of `$DIR/install/bin` it is `/install/bin`. */
      readonly ending?: string;
      /** The command whose output it is. */
      readonly outputOf?: string;
      /** Whatever the machine is, it is the machine's own GOOS or GOARCH: this is no cross build. */
      readonly hostPart?: "GOOS" | "GOARCH";
      /** Every text it can be, where files show them all. */
      readonly candidates?: readonly string[];
      /** Texts it can be as a command; what make computes in them stands as written. */
      readonly commandTexts?: readonly string[];
      /** Of an argument of a function or script: the word as its caller wrote it. */
      readonly written?: string;
      /** Of an argument: it stands for any number of words. */
      readonly isMany?: true;
      /** Of an array of the shell: its elements, each with the text as written. */
      readonly elements?: readonly { readonly text: string; readonly value: Value }[];
    };

export function known(text: string, at?: Place): Value {
  return { kind: "known", text, at };
}

/** The text of a known value. */
export function knownText(value: Value | undefined): string | undefined {
  return value?.kind === "known" ? value.text : undefined;
}

/** A text longer than this, put together from others, is no setting but an explosion. */
const longestText = 16_384;

/** A text put together from others; unknown when it grew beyond every use. */
export function joinedText(text: string, at?: Place): Value {
  return isTooLong(text) ? unknown(`it grows to more than ${longestText} characters`, at) : known(text, at);
}

/** Whether a text put together from others is too long to be kept. */
export function isTooLong(text: string): boolean {
  return text.length > longestText;
}

/** A name that no file sets. */
export function unset(name: string, at?: Place): Value {
  return { kind: "unknown", reason: `${name} is not set in any file`, at, isUnset: true };
}

/** With more texts than this nobody can say anything about all of them. */
const mostCandidates = 64;

/** A value that is one of several texts; of too many it is any. */
export function oneOf(candidates: readonly string[], reason: string, at?: Place): Value {
  const distinct = [...new Set(candidates)];
  // Every branch of a script merges them again: without this they double each time.
  if (distinct.length > mostCandidates || isTooLong(distinct.join(""))) return unknown(reason, at);
  return { kind: "unknown", reason, at, candidates: distinct };
}

/** The value of a word behind its first characters, which are a `NAME=`. */
export function valueBehind(value: Value, prefix: string): Value {
  if (value.kind === "known") return { ...value, text: value.text.slice(prefix.length) };
  const { textIfUnset } = value;
  return textIfUnset?.startsWith(prefix)
    ? { ...value, textIfUnset: textIfUnset.slice(prefix.length) }
    : value;
}

/** The same value without what is known of its end. */
export function withoutEnding(value: UnknownValue): UnknownValue {
  if (value.ending === undefined) return value;
  const { ending: _, ...rest } = value;
  return rest;
}

export function unknown(reason: string, at?: Place): Value {
  return { kind: "unknown", reason, at };
}
