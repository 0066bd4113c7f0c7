/** Compiles the globs of gitignore files to steps, as git's wildmatch reads them (byte by byte). */
import { appendText, type GlobStep } from "./glob.ts";

/** `pattern` is one character per UTF-8 byte, and starts at the first special character of an anchored pattern. */
export function compileIgnoreGlob(pattern: string): readonly GlobStep[] {
  const steps: GlobStep[] = [];
  let at = 0;
  while (at < pattern.length) {
    const character = pattern[at];
    if (character === "*") at = compileStars(pattern, at, steps);
    else if (character === "?") {
      steps.push({ kind: "one" });
      at++;
    } else if (character === "[") {
      const parsed = parseClass(pattern, at);
      if (!parsed) return [{ kind: "never" }];
      steps.push({ kind: "class", set: parsed.set });
      at = parsed.end;
    } else if (character === "\\") {
      const escaped = pattern[at + 1];
      if (escaped === undefined) return [{ kind: "never" }];
      appendText(steps, escaped);
      at += 2;
    } else {
      appendText(steps, pattern.slice(at, at + 1));
      at++;
    }
  }
  return steps;
}

/** Two stars mean folders only where they fill the space between slashes; git counts the start of the glob as a slash. */
function compileStars(pattern: string, start: number, steps: GlobStep[]): number {
  let end = start;
  while (pattern[end] === "*") end++;
  const opens = start === 0 || pattern[start - 1] === "/";
  if (end - start < 2 || !opens) {
    steps.push({ kind: "run" });
    return end;
  }
  if (end === pattern.length) {
    steps.push({ kind: "rest" });
    return end;
  }
  if (pattern[end] === "/") {
    steps.push({ kind: "folders", canBeNone: true });
    return end + 1;
  }
  if (pattern.startsWith("\\/", end)) {
    steps.push({ kind: "folders", canBeNone: false });
    return end + 2;
  }
  steps.push({ kind: "run" });
  return end;
}

const namedClasses: Readonly<Record<string, RegExp>> = {
  alnum: /[0-9A-Za-z]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  cntrl: /[\x00-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t-\r]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
};

/** The characters of a `[…]` that starts at `start`; undefined when it is malformed. */
function parseClass(pattern: string, start: number): { set: Uint8Array; end: number } | undefined {
  const set = new Uint8Array(256);
  let at = start + 1;
  const isNegated = pattern[at] === "!" || pattern[at] === "^";
  if (isNegated) at++;
  let previous = -1;
  // A `]` that stands first is a character of the set.
  for (let first = true; first || pattern[at] !== "]"; first = false) {
    if (at >= pattern.length) return undefined;
    const named = pattern.startsWith("[:", at) ? parseNamedClass(pattern, at) : undefined;
    if (named === "malformed") return undefined;
    if (named) {
      for (let code = 0; code < 256; code++)
        if (named.characters.test(String.fromCharCode(code))) set[code] = 1;
      at = named.end;
      previous = -1;
      continue;
    }
    if (pattern[at] === "-" && previous >= 0 && at + 1 < pattern.length && pattern[at + 1] !== "]") {
      const to = readCharacter(pattern, at + 1);
      if (!to) return undefined;
      for (let code = previous; code <= to.code; code++) set[code] = 1;
      at = to.end;
      previous = -1;
      continue;
    }
    const one = readCharacter(pattern, at);
    if (!one) return undefined;
    set[one.code] = 1;
    previous = one.code;
    at = one.end;
  }
  if (isNegated) for (let code = 0; code < 256; code++) set[code] = set[code] === 1 ? 0 : 1;
  set[0x2f] = 0;
  return { set, end: at + 1 };
}

function readCharacter(pattern: string, at: number): { code: number; end: number } | undefined {
  const from = pattern[at] === "\\" ? at + 1 : at;
  if (from >= pattern.length) return undefined;
  return { code: pattern.charCodeAt(from), end: from + 1 };
}

/** `[:name:]`; undefined when the bracket does not close as a name, then it is a plain character. */
function parseNamedClass(
  pattern: string,
  start: number,
): { characters: RegExp; end: number } | "malformed" | undefined {
  const close = pattern.indexOf("]", start + 2);
  if (close < 0) return "malformed";
  if (close - 1 < start + 2 || pattern[close - 1] !== ":") return undefined;
  const characters = namedClasses[pattern.slice(start + 2, close - 1)];
  return characters ? { characters, end: close + 1 } : "malformed";
}
