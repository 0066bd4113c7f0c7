/** What a program that starts others will start next: shells, scripts, env and the small init programs of containers. */
import { posix } from "node:path";
import type { BlobReader } from "../binary/blob-reader.ts";
import { type ShellPiece, splitShellWords } from "./split-shell-words.ts";

/** Words that will be started, nothing more, or what could not be followed. */
export type NextStart =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "nothing" }
  | { readonly kind: "unknown"; readonly reason: string };

export interface Launch {
  /** All that is started, the program's own name first. */
  readonly words: readonly string[];
  readonly blob: BlobReader;
  readonly environment: Readonly<Record<string, string>>;
  /** A script that the words name, read as the interpreter would; undefined where there is none. */
  read(path: string): Promise<BlobReader | undefined>;
}

const MAX_SCRIPT_BYTES = 256 * 1024;
const shells = /^(?:ba|da|a|k|z)?sh$/;
const inits = /^(?:tini(?:-static)?|dumb-init|docker-init|catatonit)$/;
/** Options of these that take the word behind them. */
const initOptions = /^-(?:[pe]|r)$/;

/** Says what comes next. */
export async function nextStart({ words, blob, environment, read }: Launch): Promise<NextStart> {
  const [command = "", ...rest] = words;
  const line = firstLine(blob);
  const scriptLine = /^#![ \t]*(\S+)[ \t]*(.*?)[ \t\r]*$/.exec(line);
  if (scriptLine) {
    const [, interpreter = "", argument = ""] = scriptLine;
    const words = [interpreter, ...(argument === "" ? [] : [argument]), command, ...rest];
    return nextOfProgram(words, { environment, read: async () => blob });
  }
  return nextOfProgram([command, ...rest], { environment, read });
}

type Around = Pick<Launch, "environment" | "read">;

async function nextOfProgram([command = "", ...rest]: readonly string[], around: Around): Promise<NextStart> {
  const name = posix.basename(command);
  if (shells.test(name)) return nextOfShell(command, rest, around);
  if (inits.test(name)) return nextOfInit(rest);
  if (name === "env") return nextOfEnv(command, rest);
  // A kernel hands a script to an interpreter; what that does with it only its own language says.
  return { kind: "nothing" };
}

function nextOfInit(words: readonly string[]): NextStart {
  let at = 0;
  while (words[at]?.startsWith("-") && words[at] !== "--") at += initOptions.test(words[at] ?? "") ? 2 : 1;
  return wordsOrNothing(words.slice(words[at] === "--" ? at + 1 : at));
}

function nextOfEnv(command: string, words: readonly string[]): NextStart {
  const start = words.findIndex((word) => !/^\w+=/.test(word) && word !== "--");
  if (start === -1) return { kind: "nothing" };
  const isPlain =
    !words[start]?.startsWith("-") && !words.slice(0, start).some((word) => /^PATH=/.test(word));
  return isPlain
    ? { kind: "words", words: words.slice(start) }
    : { kind: "unknown", reason: `what ${command} ${words.join(" ")} starts` };
}

function wordsOrNothing(words: readonly string[]): NextStart {
  return words.length === 0 ? { kind: "nothing" } : { kind: "words", words };
}

async function nextOfShell(
  command: string,
  words: readonly string[],
  { environment, read }: Around,
): Promise<NextStart> {
  let at = 0;
  let isText = false;
  for (; /^[-+]./.test(words[at] ?? "") && words[at] !== "--"; at++) {
    const letters = (words[at] ?? "").slice(1);
    // Login shells read files that set PATH; others read standard input, or run nothing.
    if (!plainOptions.test(letters)) return notFollowed(command, words.join(" "));
    if (letters.includes("c")) isText = true;
  }
  if (words[at] === "--") at++;
  const first = words[at];
  if (first === undefined) return { kind: "nothing" };
  if (isText) return nextOfText(command, first, { environment, positional: words.slice(at + 2) });
  const blob = await read(first);
  if (!blob || blob.sizeBytes > MAX_SCRIPT_BYTES) return notFollowed(command, first);
  const text = new TextDecoder().decode(blob.read(0, blob.sizeBytes));
  const next = nextOfText(command, text, { environment, positional: words.slice(at + 1) });
  return next.kind === "unknown" ? notFollowed(command, first) : next;
}

function notFollowed(command: string, what: string): NextStart {
  return { kind: "unknown", reason: `what ${command} starts was not followed: ${what}` };
}

const plainOptions = /^[aceuvxfC]+$/;

/** Builtins that start nothing and hinder nothing that follows. */
const harmless = new Set([":", "echo", "export", "printf", "set", "true", "ulimit", "umask"]);
/** Variables that decide what is found and loaded. */
const deciding = /^(?:PATH|LD_\w+)(?:=|$)/;
const others =
  /^(?:[.[{}!]|\[\[|alias|bg|break|builtin|case|cd|command|continue|declare|do|done|elif|else|esac|eval|exit|false|fg|fi|for|function|getopts|hash|if|jobs|kill|let|local|pwd|read|readonly|return|select|shift|source|test|then|time|times|trap|type|typeset|unalias|unset|until|wait|while)$/;

interface TextAround {
  readonly environment: Readonly<Record<string, string>>;
  readonly positional: readonly string[];
}

/** The one command that is surely started; where more may follow it nobody can say from the text alone. */
function nextOfText(command: string, text: string, around: TextAround): NextStart {
  const unread = notFollowed(command, text.trim().replace(/\s+/g, " ").slice(0, 200));
  const commands = splitShellWords(text);
  if (!commands) return unread;
  for (const [position, pieces] of commands.entries()) {
    const words = wordsOf(pieces, around);
    const [name = "", ...rest] = words ?? [];
    if (!words || others.test(name) || /^\w+=/.test(name)) return unread;
    if (harmless.has(name)) {
      if (isHarmless(name, rest)) continue;
      return unread;
    }
    const isExec = name === "exec";
    const target = isExec ? rest : words;
    if (target.length === 0 || target[0]?.startsWith("-")) return unread;
    return isExec || position === commands.length - 1 ? { kind: "words", words: target } : unread;
  }
  return { kind: "nothing" };
}

/** `set --` changes what "$@" stands for, `set -n` runs nothing, and not every shell knows `set -o pipefail`. */
function isHarmless(name: string, words: readonly string[]): boolean {
  if (name === "export") return words.every((word) => !deciding.test(word) && !word.startsWith("-"));
  if (name !== "set") return true;
  return words.every((word) => /^[-+]/.test(word) && plainOptions.test(word.slice(1)) && !word.includes("c"));
}

/** The words as they will be, where nothing but the image decides that. */
function wordsOf(
  words: readonly (readonly ShellPiece[])[],
  { environment, positional }: TextAround,
): readonly string[] | undefined {
  const found: string[] = [];
  for (const pieces of words) {
    const [first] = pieces;
    if (pieces.length === 1 && first?.kind === "variable" && first.name === "@") found.push(...positional);
    else {
      const text = textOf(pieces, environment);
      if (text === undefined) return undefined;
      found.push(text);
    }
  }
  return found;
}

function textOf(
  pieces: readonly ShellPiece[],
  environment: Readonly<Record<string, string>>,
): string | undefined {
  let text = "";
  for (const piece of pieces) {
    if (piece.kind === "text") text += piece.text;
    else {
      const value = environment[piece.name];
      if (value === undefined || !(piece.isQuoted || /^[\w/.:@%+=,-]+$/.test(value))) return undefined;
      text += value;
    }
  }
  return text;
}

function firstLine(blob: BlobReader): string {
  return Buffer.from(blob.read(0, 256)).toString("latin1").split("\n")[0] ?? "";
}
