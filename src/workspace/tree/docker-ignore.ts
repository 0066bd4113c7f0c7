/**
 * Docker's ignore rules: https://docs.docker.com/build/concepts/context/#dockerignore-files. They differ
 * from git's: paths are relative to the context, no pattern matches at any depth by itself, and `!` brings
 * files back out of excluded folders.
 */
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
  const lines: DockerIgnoreLine[] = [];
  for (let start = 0; start < text.length; ) {
    let end = text.indexOf("\n", start);
    if (end < 0) end = text.length;
    const raw = text.slice(start, end);
    const trimmed = raw.trim();
    if (!raw.startsWith("#") && trimmed !== "") {
      const isNegated = trimmed.startsWith("!");
      const from = start + raw.length - raw.trimStart().length;
      lines.push({
        pattern: cleanPattern(isNegated ? trimmed.slice(1).trim() : trimmed),
        isNegated,
        span: { start: from, end: from + trimmed.length },
      });
    }
    start = end + 1;
  }
  return lines;
}

/** Takes `.`, `..` and double slashes out, as Go's filepath.Clean does, and one leading slash. */
function cleanPattern(pattern: string): string {
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
  return parts.join("/");
}

/** Says which files of a build context Docker leaves out. */
export interface DockerIgnore {
  /** `path` is relative to the context. */
  isIgnored(path: string): boolean;
  /** The line that decides: the last that matches and changes the answer; it may be a negated one. */
  find(path: string): DockerIgnoreLine | undefined;
  /** Lines for which Docker stops the build. */
  readonly malformed: readonly DockerIgnoreLine[];
}

interface CompiledLine {
  readonly line: DockerIgnoreLine;
  readonly steps: readonly GlobStep[];
}

/** Compiles the text of a `.dockerignore` file. */
export function createDockerIgnore(text: string): DockerIgnore {
  const malformed: DockerIgnoreLine[] = [];
  const compiled: CompiledLine[] = [];
  for (const line of parseDockerIgnoreLines(text)) {
    const steps = compileDockerGlob(line.pattern);
    if (steps && line.pattern !== "") compiled.push({ line, steps });
    else malformed.push(line);
  }
  const find = (path: string): DockerIgnoreLine | undefined => {
    const levels = levelsOf(path);
    let decided: DockerIgnoreLine | undefined;
    let isIgnored = false;
    for (const { line, steps } of compiled) {
      // A line that would not change the answer is not asked.
      if (line.isNegated !== isIgnored) continue;
      if (!levels.some((level) => matchGlob(steps, level, 0))) continue;
      decided = line;
      isIgnored = !line.isNegated;
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

/** The path and every folder above it. */
function levelsOf(path: string): readonly string[] {
  const levels = [path];
  for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1))
    levels.push(path.slice(0, end));
  return levels;
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
