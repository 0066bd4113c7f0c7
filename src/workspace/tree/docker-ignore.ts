/**
 * Docker's ignore rules: https://docs.docker.com/build/concepts/context/#dockerignore-files. They differ
 * from git's: paths are relative to the context, no pattern matches at any depth by itself, and `!` brings
 * files back out of excluded folders.
 */
import { collectLines } from "../../text/collect-lines.ts";
import type { Span } from "../../text/span.ts";
import { appendText, type GlobStep, matchGlob } from "./glob.ts";

/** One pattern, cleaned as Docker does: no `!`, no leading slash, no `.` or `..` parts. */
export interface DockerIgnoreLine {
  readonly pattern: string;
  readonly isNegated: boolean;
  /** The pattern as it stands in the text, `!` included. */
  readonly span: Span;
}

/** The patterns of a `.dockerignore` file, for its text after a byte-order mark. */
export function parseDockerIgnoreLines(text: string): readonly DockerIgnoreLine[] {
  return collectLines(text, parseLine);
}

function parseLine(raw: string, offset: number): DockerIgnoreLine | undefined {
  const trimmed = raw.trim();
  if (raw.startsWith("#") || trimmed === "") return undefined;
  const hasMark = trimmed.startsWith("!");
  // Cleaning can lay blanks bare; Docker then trims and cleans once more, but keeps a slash that appears.
  const once = cleanPath(hasMark ? trimmed.slice(1).trim() : trimmed).replace(/^\/(?=.)/, "");
  const again = hasMark ? once.trimEnd() : once.trim();
  if (again === "" && !hasMark) return undefined;
  const cleaned = again === "" ? "" : cleanPath(again);
  // Docker looks for the mark after cleaning, so `/!name` is a negated line too.
  const hasLateMark = !hasMark && cleaned.startsWith("!");
  const start = offset + raw.length - raw.trimStart().length;
  return {
    pattern: hasLateMark ? cleaned.slice(1) : cleaned,
    isNegated: hasMark || hasLateMark,
    span: { start, end: start + trimmed.length },
  };
}

/** Takes `.`, `..` and double slashes out, as Go's filepath.Clean does. */
function cleanPath(pattern: string): string {
  if (pattern === "") return "";
  const isRooted = pattern.startsWith("/");
  const parts: string[] = [];
  for (const part of pattern.split("/")) {
    if (part === "" || part === ".") continue;
    const last = parts[parts.length - 1];
    if (part !== "..") parts.push(part);
    else if (last !== undefined && last !== "..") parts.pop();
    else if (!isRooted) parts.push(part);
  }
  if (parts.length === 0) return isRooted ? "/" : ".";
  return (isRooted ? "/" : "") + parts.join("/");
}

/** Says which files of a build context Docker leaves out. */
export interface DockerIgnore {
  /** `path` is relative to the context. */
  isIgnored(path: string): boolean;
  /** The line that decides, the last that matches; it may be a negated one. */
  find(path: string): DockerIgnoreLine | undefined;
  /** Lines for which Docker stops the build. */
  readonly malformed: readonly DockerIgnoreLine[];
}

interface CompiledLine {
  readonly line: DockerIgnoreLine;
  readonly matches: (path: string) => boolean;
}

/** Compiles the text of a `.dockerignore` file. */
export function createDockerIgnore(text: string): DockerIgnore {
  const malformed: DockerIgnoreLine[] = [];
  const compiled: CompiledLine[] = [];
  for (const line of parseDockerIgnoreLines(text)) {
    const isEmpty = line.pattern === "" || (line.isNegated && line.pattern === "/");
    const matches = isEmpty ? undefined : compilePattern(line.pattern);
    if (matches) compiled.push({ line, matches });
    else malformed.push(line);
  }
  const find = (path: string): DockerIgnoreLine | undefined => {
    // BuildKit walks from the top and remembers per line whether a folder above matched it. A line that
    // would not change the answer at a level is not asked there, and so not remembered either.
    const hasMatched = compiled.map(() => false);
    let decided: DockerIgnoreLine | undefined;
    for (const level of levelsOf(path)) {
      decided = undefined;
      let isIgnored = false;
      compiled.forEach(({ line, matches }, index) => {
        if (!hasMatched[index]) {
          if (line.isNegated !== isIgnored) return;
          hasMatched[index] = matches(level);
        }
        if (!hasMatched[index]) return;
        decided = line;
        isIgnored = !line.isNegated;
      });
    }
    return decided;
  };
  return {
    malformed,
    find,
    isIgnored(path) {
      const line = find(path);
      return line !== undefined && !line.isNegated;
    },
  };
}

/** Every folder above the path, from the top, then the path. */
function levelsOf(path: string): readonly string[] {
  const levels: string[] = [];
  for (let end = path.indexOf("/"); end > 0; end = path.indexOf("/", end + 1))
    levels.push(path.slice(0, end));
  levels.push(path);
  return levels;
}

/** Undefined when Docker calls the pattern malformed. */
function compilePattern(pattern: string): ((path: string) => boolean) | undefined {
  // Two stars at the start before plain text are any beginning, not whole folders: `**.go` is every Go file.
  const ending = /^\*\*([^/*?[\]\\][^*?[\]\\]*)$/.exec(pattern)?.[1];
  if (ending !== undefined) return (path) => path.endsWith(ending);
  const steps = compileDockerGlob(pattern);
  return steps && ((path) => matchGlob(steps, path, 0));
}

/** The steps of a pattern; undefined when Docker calls it malformed. */
function compileDockerGlob(pattern: string): readonly GlobStep[] | undefined {
  const steps: GlobStep[] = [];
  let at = 0;
  while (at < pattern.length) {
    const character = pattern.charAt(at);
    if (pattern.startsWith("**", at)) {
      at += pattern[at + 2] === "/" ? 3 : 2;
      steps.push(at >= pattern.length ? { kind: "rest" } : { kind: "folders", canBeNone: true });
    } else if (character === "*") {
      steps.push({ kind: "run" });
      at++;
    } else if (character === "?") {
      steps.push({ kind: "one" });
      at++;
    } else if (character === "[") {
      const parsed = parseClass(pattern, at);
      if (!parsed) return undefined;
      steps.push({ kind: "class", set: parsed.set });
      at = parsed.end;
    } else if (character === "\\") {
      if (at + 1 >= pattern.length) return undefined;
      appendText(steps, pattern.charAt(at + 1));
      at += 2;
    } else {
      appendText(steps, character);
      at++;
    }
  }
  return steps;
}

/** `[a-z]`, `[^a-z]`, with backslash escapes; undefined when malformed. */
function parseClass(pattern: string, start: number): { set: Uint8Array; end: number } | undefined {
  const set = new Uint8Array(0x10000);
  let at = start + 1;
  const isNegated = pattern[at] === "^";
  if (isNegated) at++;
  const read = (): number | undefined => {
    if (pattern[at] === "\\") at++;
    else if (pattern[at] === "-" || pattern[at] === "]") return undefined;
    return at < pattern.length ? pattern.charCodeAt(at++) : undefined;
  };
  do {
    const low = read();
    if (low === undefined) return undefined;
    let high: number | undefined = low;
    if (pattern[at] === "-") {
      at++;
      high = read();
    }
    if (high === undefined) return undefined;
    for (let code = low; code <= high; code++) set[code] = 1;
  } while (at < pattern.length && pattern[at] !== "]");
  if (pattern[at] !== "]") return undefined;
  if (isNegated) for (let code = 0; code < set.length; code++) set[code] = set[code] === 1 ? 0 : 1;
  return { set, end: at + 1 };
}
