/**
 * Package-level variables of a source text, as far as `-ldflags -X` cares: it sets a string variable without
 * initializer or with a constant one (https://pkg.go.dev/cmd/link). A scan over the text, not a parser.
 */
import { blankGoText } from "./blank-go-text.ts";

export type LinkerTarget =
  /** The linker sets it. */
  | "settable"
  /** The program overwrites it before main runs. */
  | "computed"
  /** It takes the value of another variable of the file, and the linker's value is lost. */
  | "copied"
  | "constant"
  | "other-type";

/**
 * Names declared at package level by the files of a package with what -X can do to them; functions and types are left
 * out. Of a name that several files declare, for different systems, one declaration that -X can set is enough.
 */
export function packageVariables(texts: readonly string[]): ReadonlyMap<string, LinkerTarget> {
  const files = texts.map((text) => ({ text, code: blankGoText(text) }));
  const scope: Scope = { types: typesOf(files), files, isString: new Map() };
  const found = new Map<string, LinkerTarget>();
  const add = (name: string, target: LinkerTarget): void => {
    const before = found.get(name);
    if (before === undefined || target === "settable") found.set(name, target);
  };
  const copies: [name: string, source: string][] = [];
  for (const { text, code } of files) {
    for (const { keyword, start, end } of declarations(code, text)) {
      if (keyword === "type") continue;
      for (const range of specsOf(code, text, start, end)) {
        const spec = readSpec(code, text, range);
        if (!spec) continue;
        for (const name of spec.names) add(name, targetOf(keyword, spec, scope));
        const [only] = spec.names;
        if (keyword === "var" && only && spec.names.length === 1 && identifier.test(spec.source))
          copies.push([only, spec.source]);
      }
    }
  }
  for (const [name, source] of copies) {
    const from = found.get(source);
    if (found.get(name) === "settable" && from !== undefined && from !== "constant")
      found.set(name, "copied");
  }
  return found;
}

interface File {
  readonly text: string;
  /** The text without comments and strings. */
  readonly code: string;
}

interface Scope {
  readonly files: readonly File[];
  /** What the type declarations of the package say: the type behind `=`, or undefined for a type of its own. */
  readonly types: ReadonlyMap<string, readonly (string | undefined)[]>;
  readonly isString: Map<string, boolean | undefined>;
}

const identifier = /^[\p{L}_][\p{L}\p{Nd}_]*$/u;

function typesOf(files: readonly File[]): Scope["types"] {
  const types = new Map<string, (string | undefined)[]>();
  for (const { text, code } of files) {
    for (const { keyword, start, end } of declarations(code, text)) {
      if (keyword !== "type") continue;
      for (const range of specsOf(code, text, start, end)) {
        const spec = /^\s*([\p{L}_][\p{L}\p{Nd}_]*)\s*(=?)\s*(.*)/su.exec(code.slice(range.start, range.end));
        if (!spec?.[1]) continue;
        types.set(spec[1], [...(types.get(spec[1]) ?? []), spec[2] === "=" ? spec[3]?.trim() : undefined]);
      }
    }
  }
  return types;
}

const otherTypes =
  /^(?:[[*]|(?:map|func|chan|struct|interface)\b|(?:bool|byte|rune|error|any|u?int(?:8|16|32|64)?|uintptr|float(?:32|64)|complex(?:64|128))$)/;

/** Whether a type is `string` itself, perhaps by another name; undefined when it is declared elsewhere or twice. */
function isStringType(type: string, scope: Scope): boolean | undefined {
  if (scope.isString.has(type)) return scope.isString.get(type);
  // An alias that leads back to itself is no Go.
  scope.isString.set(type, undefined);
  const answer = findStringType(type, scope);
  scope.isString.set(type, answer);
  return answer;
}

function findStringType(type: string, scope: Scope): boolean | undefined {
  const declared = scope.types.get(type);
  if (declared) {
    const answers = new Set(
      declared.map((alias) => (alias === undefined ? false : isStringType(alias, scope))),
    );
    return answers.size === 1 ? [...answers][0] : undefined;
  }
  if (type === "string") return true;
  return otherTypes.test(type) ? false : undefined;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** `var`, `const` and `type` at the start of a line that lies in no block. */
function* declarations(code: string, text: string): Generator<Range & { readonly keyword: string }> {
  let depth = 0;
  for (const { index, 0: token } of code.matchAll(/[{}()[\]]|^(?:var|const|type)\b/gm)) {
    if (/^[{([]$/.test(token)) depth++;
    else if (/^[})\]]$/.test(token)) depth = Math.max(0, depth - 1);
    else if (depth === 0) {
      const start = index + token.length;
      yield { keyword: token, start, end: endOfStatement(code, text, start) };
    }
  }
}

/** Up to a line end outside brackets. */
function endOfStatement(code: string, text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < code.length; at++) {
    const letter = code[at] ?? "";
    if ("([{".includes(letter)) depth++;
    else if (")]}".includes(letter)) depth--;
    else if (letter === "\n" && depth <= 0 && !/[=,+]\s*$/.test(text.slice(Math.max(start, at - 40), at)))
      return at;
  }
  return code.length;
}

function specsOf(code: string, text: string, start: number, end: number): readonly Range[] {
  const open = /^\s*\(/.exec(code.slice(start, end));
  if (!open) return [{ start, end }];
  const specs: Range[] = [];
  const last = code.lastIndexOf(")", end);
  for (let at = start + open[0].length; at < last; ) {
    const stop = Math.min(endOfStatement(code, text, at), last);
    if (code.slice(at, stop).trim() !== "") specs.push({ start: at, end: stop });
    at = stop + 1;
  }
  return specs;
}

interface Spec {
  readonly names: readonly string[];
  readonly type: string;
  readonly initializer: string | undefined;
  /** The initializer without comments and strings. */
  readonly source: string;
}

function readSpec(code: string, text: string, { start, end }: Range): Spec | undefined {
  const match = /^\s*([\p{L}_][\p{L}\p{Nd}_]*(?:\s*,\s*[\p{L}_][\p{L}\p{Nd}_]*)*)\s*([^=]*)/u.exec(
    code.slice(start, end),
  );
  if (!match) return undefined;
  const equals = code.indexOf("=", start);
  const hasValue = equals !== -1 && equals < end;
  return {
    names: (match[1] ?? "").split(",").map((name) => name.trim()),
    type: (match[2] ?? "").trim(),
    initializer: hasValue ? text.slice(equals + 1, end).trim() : undefined,
    source: hasValue ? code.slice(equals + 1, end).trim() : "",
  };
}

function targetOf(keyword: string, { names, type, initializer, source }: Spec, scope: Scope): LinkerTarget {
  if (keyword === "const") return "constant";
  if (type !== "" && isStringType(type, scope) === false) return "other-type";
  // Only a constant string, or what clearly calls something, is judged.
  if (initializer === undefined || names.length > 1) return "settable";
  const called = /^([\p{L}_][\p{L}\p{Nd}_.]*)\s*\(/u.exec(source)?.[1];
  if (called === undefined) return "settable";
  if (called === "func") return runsForSure(source) ? "computed" : "settable";
  if (scope.types.has(called)) return isStringType(called, scope) === false ? "other-type" : "settable";
  return isComputing(called, source, scope) ? "computed" : "settable";
}

/** Calls of these packages are never worked out by the compiler. */
const runs =
  /(?<![\p{L}\p{Nd}_.])(?:base64|debug|exec|fmt|hex|ioutil|os|rand|runtime|strings|time)\.\p{Lu}[\p{L}\p{Nd}_]*\s*\(/u;

/** A call that is made when the program starts: of a short function the compiler puts the result in its place. */
function isComputing(called: string, source: string, { files }: Scope): boolean {
  if (called.includes(".")) return runs.test(source);
  const bodies = files.flatMap(({ code }) => functionBody(called, code) ?? []);
  return bodies.length > 0 && bodies.every(runsForSure);
}

function runsForSure(body: string): boolean {
  return /\b(?:for|defer|select|go)\b/.test(body) || runs.test(body);
}

/** A function as gofmt writes it: to the brace at the start of a line, or on one line. */
function functionBody(name: string, code: string): string | undefined {
  const start = new RegExp(`^func\\s+${RegExp.escape(name)}\\s*\\(`, "mu").exec(code)?.index;
  if (start === undefined) return undefined;
  const line = code.slice(start, code.indexOf("\n", start) + 1 || code.length);
  if (/\}\s*$/.test(line)) return line;
  const end = code.indexOf("\n}", start);
  return code.slice(start, end === -1 ? code.length : end);
}
