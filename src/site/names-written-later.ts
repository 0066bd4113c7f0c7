/**
 * The variables that a script in Python or JavaScript writes to GITHUB_ENV, where each write says its name:
 * `f.write("VERSION={}\n".format(v))`, `core.exportVariable("VERSION", v)`.
 */

/** Their names; undefined where a write, or what becomes of the file, is not followed. */
export function namesWrittenLater(text: string): readonly string[] | undefined {
  const file = /\bGITHUB_ENV\b/g;
  let left = text.match(file)?.length ?? 0;
  const names: string[] = [];
  const take = (written: readonly string[] | undefined): boolean => {
    names.push(...(written ?? []));
    return written !== undefined;
  };
  for (const { index, 0: call } of text.matchAll(/\bexportVariable\s*\(/g)) {
    const name = /^\s*(["'`])([A-Za-z_]\w*)\1\s*,/.exec(text.slice(index + call.length))?.[2];
    if (!take(name === undefined ? undefined : [name])) return undefined;
  }
  // A name that is taken from the object may be called under another.
  if (/\bexportVariable\b(?!\s*\()/.test(text)) return undefined;
  for (const { index, 0: call } of text.matchAll(appends)) {
    left--;
    const argument = argumentAt(text, index + call.length);
    const variable = /^\s*([A-Za-z_$]\w*)\s*$/.exec(argument ?? "")?.[1];
    if (!take(variable === undefined ? namesOf(argument) : namesInVariable(text, variable))) return undefined;
  }
  for (const [opening = "", before = "", after = ""] of text.matchAll(opens)) {
    left -= opening.match(file)?.length ?? 0;
    const handle = before || after;
    const uses = [...text.matchAll(new RegExp(`(?<![\\w.])${handle}\\b(?!["'])`, "g"))];
    let followed = 1;
    for (const { index, 0: call } of text.matchAll(new RegExp(`(?<![\\w.])${handle}\\.write\\(`, "g"))) {
      followed++;
      if (!take(namesOf(argumentAt(text, index + call.length)))) return undefined;
    }
    for (const { index, 0: call } of text.matchAll(/(?<![\w.])print\(/g)) {
      const argument = argumentAt(text, index + call.length);
      const printed = new RegExp(`^([\\s\\S]*),\\s*file\\s*=\\s*${handle}\\s*,?\\s*$`).exec(
        argument ?? "",
      )?.[1];
      if (printed === undefined) continue;
      followed++;
      if (!take(namesOf(printed))) return undefined;
    }
    followed += text.match(new RegExp(`(?<![\\w.])${handle}\\.(?:close|flush)\\(\\)`, "g"))?.length ?? 0;
    if (uses.length !== followed) return undefined;
  }
  return left === 0 ? names : undefined;
}

const appends =
  /\b(?:appendFileSync|writeFileSync)\s*\(\s*process\.env(?:\.GITHUB_ENV|\[["']GITHUB_ENV["']\])\s*,/g;

const ofPython =
  /os\.(?:getenv\(\s*["']GITHUB_ENV["']\s*\)|environ\[\s*["']GITHUB_ENV["']\s*\]|environ\.get\(\s*["']GITHUB_ENV["']\s*\))/;

/** `with open(os.environ["GITHUB_ENV"], "a") as f`, `f = open(…)`. */
const opens = new RegExp(
  `(?:(?<![\\w.])(\\w+)\\s*=\\s*)?\\bopen\\(\\s*${ofPython.source}\\s*,\\s*(?:mode\\s*=\\s*)?["'][aw]t?\\+?["'](?:\\s*,\\s*encoding\\s*=\\s*["'][\\w-]+["'])?\\s*\\)(?:\\s*as\\s+(\\w+))?`,
  "g",
);

/** What a variable of JavaScript was given: by its declaration, and by `+=`. */
function namesInVariable(text: string, variable: string): readonly string[] | undefined {
  const assigned = [...text.matchAll(new RegExp(`(?<![\\w.])${variable}\\s*\\+?=(?!=)`, "g"))];
  const used = text.match(new RegExp(`(?<![\\w.])${variable}\\b`, "g"))?.length ?? 0;
  // One use more is the one that writes.
  if (assigned.length === 0 || used !== assigned.length + 1) return undefined;
  let whole = "";
  for (const { index, 0: start } of assigned) {
    const end = expressionEnd(text, index + start.length);
    const value = text.slice(index + start.length, end);
    if (!start.includes("+") && whole !== "") return undefined;
    whole += `${whole === "" ? "" : "+"}${value}`;
  }
  return namesOf(whole);
}

/** Where an expression ends: at a semicolon, or a line end behind which it does not go on. */
function expressionEnd(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const literal = literalAt(text, at);
    if (literal) at = literal.end - 1;
    else if (text[at] === ";") return at;
    else if (text[at] === "\n" && !/\+\s*$/.test(text.slice(start, at)) && !/^\s*[+.]/.test(text.slice(at)))
      return at;
  }
  return text.length;
}

/** The text up to the bracket that ends the call. */
function argumentAt(text: string, start: number): string | undefined {
  let depth = 1;
  for (let at = start; at < text.length; at++) {
    const literal = literalAt(text, at);
    if (literal) at = literal.end - 1;
    else if (/[([{]/.test(text[at] ?? "")) depth++;
    else if (/[)\]}]/.test(text[at] ?? "") && --depth === 0) return text.slice(start, at);
  }
  return undefined;
}

interface Literal {
  readonly end: number;
  readonly content: string;
}

/** A string that begins here, with the letters that Python puts in front of one. */
function literalAt(text: string, at: number): Literal | undefined {
  const rest = text.slice(at, at + 4_000);
  if (/\w/.test(text[at - 1] ?? "")) return undefined;
  const found =
    /^[fFuU]?("""|''')((?:\\[\s\S]|(?!\1)[^\\])*)\1/.exec(rest) ??
    /^[fFuU]?(["'])((?:\\[\s\S]|(?!\1)[^\\\n])*)\1/.exec(rest) ??
    /^(`)((?:\\[\s\S]|[^\\`])*)`/.exec(rest);
  return found ? { end: at + found[0].length, content: found[2] ?? "" } : undefined;
}

/** Stands for what a script computes: the value of a variable has no line ends. */
const computed = "\0";

/** The names of the lines that an argument makes; undefined where a line does not begin with one. */
function namesOf(argument: string | undefined): readonly string[] | undefined {
  if (argument === undefined) return undefined;
  let text = "";
  let at = 0;
  while (at < argument.length) {
    const literal = literalAt(argument, at);
    if (literal) {
      text += literal.content.replace(/\\r?\\n|\\n/g, "\n").replace(/\$\{[^{}]*\}|\{[^{}]*\}|%\w/g, computed);
      at = literal.end;
      // What fills the places of a literal: `"A={}\n".format(a)`, `"A=%s\n" % a`.
      const filling = /^\s*(?:\.format\(|%)/.exec(argument.slice(at));
      if (filling) at = endOfFilling(argument, at + filling[0].length, filling[0].endsWith("("));
      continue;
    }
    const [piece = ""] = /^(?:\s+|\+|[^\s+"'`]+|.)/.exec(argument.slice(at)) ?? [];
    if (/[^\s+]/.test(piece)) text += computed;
    at += Math.max(1, piece.length);
  }
  const names: string[] = [];
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const name = /^([A-Za-z_]\w*)=/.exec(line)?.[1];
    if (name === undefined) return undefined;
    names.push(name);
  }
  return names;
}

function endOfFilling(argument: string, at: number, isCall: boolean): number {
  if (!isCall) return argument.length;
  return at + (argumentAt(argument, at)?.length ?? argument.length) + 1;
}
