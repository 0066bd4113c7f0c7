/** The text of build info in an executable (https://pkg.go.dev/runtime/debug#BuildInfo). */
import { unquoteGoString } from "./go-string.ts";

/** A module that took part in a build. */
export interface BuildModule {
  readonly path: string;
  readonly version: string;
  /** Empty for the main module, folders and vendored builds. */
  readonly sum: string;
  readonly replace?: BuildModule;
}

/** One `build` line. */
export interface BuildSetting {
  readonly key: string;
  readonly value: string;
}

/** What a program says about its own build. */
export interface BuildInfo {
  /** Import path of the main package; `command-line-arguments` for files named one by one. */
  readonly path: string;
  readonly main: BuildModule | undefined;
  readonly deps: readonly BuildModule[];
  readonly settings: readonly BuildSetting[];
}

/** Reads the text; a line that go refuses gives go's own sentence as the problem. */
export function parseBuildInfo(text: string): BuildInfo | { readonly problem: string } {
  const lines = text.split("\n");
  // What follows the last newline is no line to go.
  lines.pop();
  const state: State = { path: "", main: undefined, deps: [], settings: [], last: undefined };
  for (const [index, line] of lines.entries()) {
    const problem = readLine(line, state);
    if (problem !== undefined)
      return { problem: `could not parse Go build info: line ${index + 1}: ${problem}` };
  }
  const { path, main, deps, settings } = state;
  return { path, main, deps, settings };
}

/** Writes the text as `go version -m` shows it. */
export function formatBuildInfo({ path, main, deps, settings }: BuildInfo): string {
  const lines: string[] = [];
  if (path !== "") lines.push(`path\t${path}`);
  if (main) lines.push(...moduleLines("mod", main));
  for (const dep of deps) lines.push(...moduleLines("dep", dep));
  for (const { key, value } of settings)
    lines.push(
      `build\t${quotedIf(needsQuotes(key, '= \t\r\n"`'), key)}=${quotedIf(needsQuotes(value, ' \t\r\n"`'), value)}`,
    );
  return lines.map((line) => `${line}\n`).join("");
}

/** The value of a setting; undefined where the build did not record it. */
export function buildSetting({ settings }: BuildInfo, key: string): string | undefined {
  return settings.find((setting) => setting.key === key)?.value;
}

interface State {
  path: string;
  main: BuildModule | undefined;
  readonly deps: BuildModule[];
  readonly settings: BuildSetting[];
  /** The module that a `=>` line may replace: the main one, or one of `deps`. */
  last: "main" | number | undefined;
}

function readLine(line: string, state: State): string | undefined {
  const tab = line.indexOf("\t");
  const [word, rest] = [line.slice(0, tab), line.slice(tab + 1)];
  if (word === "path") state.path = rest;
  if (word === "mod" || word === "dep") return readModule(word, rest, state);
  if (word === "=>") return readReplacement(rest, state);
  if (word === "build") return readSetting(rest, state);
  return undefined;
}

function readModule(word: "mod" | "dep", rest: string, state: State): string | undefined {
  const columns = rest.split("\t");
  if (columns.length !== 2 && columns.length !== 3) return `expected 2 or 3 columns; got ${columns.length}`;
  const [path = "", version = "", sum = ""] = columns;
  if (word === "mod") {
    state.main = { path, version, sum };
    state.last = "main";
  } else state.last = state.deps.push({ path, version, sum }) - 1;
  return undefined;
}

function readReplacement(rest: string, state: State): string | undefined {
  const columns = rest.split("\t");
  if (columns.length !== 3) return `expected 3 columns for replacement; got ${columns.length}`;
  const { last } = state;
  if (last === undefined) return "replacement with no module on previous line";
  const [path = "", version = "", sum = ""] = columns;
  const replace = { path, version, sum };
  if (last === "main") {
    if (state.main) state.main = { ...state.main, replace };
  } else {
    const dep = state.deps[last];
    if (dep) state.deps[last] = { ...dep, replace };
  }
  state.last = undefined;
  return undefined;
}

function readSetting(rest: string, state: State): string | undefined {
  if (rest === "") return "build line missing '='";
  if (rest.startsWith("=")) return "build line with missing key";
  let key: string;
  let raw: string;
  if (/^[`"]/.test(rest)) {
    const quoted = quotedPrefix(rest);
    if (quoted === undefined) return "invalid quoted key in build line";
    const next = rest[quoted.length];
    if (next === undefined) return "build line missing '=' after quoted key";
    if (next !== "=") return `unexpected character after quoted key: '${next}'`;
    key = unquoteGoString(quoted);
    raw = rest.slice(quoted.length + 1);
  } else {
    const equals = rest.indexOf("=");
    if (equals < 0) return "build line missing '=' after key";
    key = rest.slice(0, equals);
    raw = rest.slice(equals + 1);
    if (needsQuotes(key, '= \t\r\n"`')) return `unquoted key ${quoteText(key)} must be quoted`;
  }
  if (/^[`"]/.test(raw)) {
    if (quotedPrefix(raw) !== raw) return "invalid quoted value in build line";
    state.settings.push({ key, value: unquoteGoString(raw) });
    return undefined;
  }
  if (needsQuotes(raw, ' \t\r\n"`')) return `unquoted value ${quoteText(raw)} must be quoted`;
  state.settings.push({ key, value: raw });
  return undefined;
}

/** The string literal that a text begins with; undefined when it is no valid one. */
function quotedPrefix(text: string): string | undefined {
  if (text.startsWith("`")) return /^`[^`]*`/.exec(text)?.[0];
  return /^"(?:[^"\\\n]|\\(?:[abfnrtv\\"]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}))*"/.exec(
    text,
  )?.[0];
}

function moduleLines(word: string, { path, version, sum, replace }: BuildModule): readonly string[] {
  // After a module that is replaced go writes one empty line more.
  if (replace) return [`${word}\t${path}\t${version}`, ...moduleLines("=>", replace), ""];
  return [`${word}\t${path}\t${version}\t${sum}`];
}

function needsQuotes(text: string, characters: string): boolean {
  return (characters.startsWith("=") && text === "") || [...characters].some((one) => text.includes(one));
}

function quotedIf(isQuoted: boolean, text: string): string {
  return isQuoted ? quoteText(text) : text;
}

const escapes: Readonly<Record<string, string>> = {
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  '"': '\\"',
  "\\": "\\\\",
};

/** A Go string literal of a text; printable characters stay as they are. */
function quoteText(text: string): string {
  const body = text.replace(/["\\\u0000-\u001f\u007f]/g, (one) => {
    return escapes[one] ?? `\\x${one.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
  return `"${body}"`;
}
