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

/** Names declared at package level with what -X can do to them; functions and types are left out. */
export function packageVariables(text: string): ReadonlyMap<string, LinkerTarget> {
  const code = blankGoText(text);
  const found = new Map<string, LinkerTarget>();
  const copies = new Map<string, string>();
  for (const { keyword, start, end } of declarations(code, text)) {
    for (const spec of specsOf(code, text, start, end)) addSpec(found, copies, keyword, code, text, spec);
  }
  for (const [name, source] of copies) {
    const from = found.get(source);
    if (found.get(name) === "settable" && from !== undefined && from !== "constant")
      found.set(name, "copied");
  }
  return found;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** `var` and `const` at the start of a line that lies in no block. */
function* declarations(code: string, text: string): Generator<Range & { readonly keyword: string }> {
  let depth = 0;
  for (const { index, 0: token } of code.matchAll(/[{}()[\]]|^(?:var|const)\b/gm)) {
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

function addSpec(
  found: Map<string, LinkerTarget>,
  copies: Map<string, string>,
  keyword: string,
  code: string,
  text: string,
  { start, end }: Range,
): void {
  const match = /^\s*([\p{L}_][\p{L}\p{Nd}_]*(?:\s*,\s*[\p{L}_][\p{L}\p{Nd}_]*)*)\s*([^=]*)/u.exec(
    code.slice(start, end),
  );
  if (!match) return;
  const names = (match[1] ?? "").split(",").map((name) => name.trim());
  const type = (match[2] ?? "").trim();
  const equals = code.indexOf("=", start);
  const initializer = equals === -1 || equals >= end ? undefined : text.slice(equals + 1, end).trim();
  for (const name of names) found.set(name, targetOf(keyword, type, initializer, names.length));
  const [only] = names;
  const source = initializer === undefined ? "" : code.slice(equals + 1, end).trim();
  if (only && names.length === 1 && /^[\p{L}_][\p{L}\p{Nd}_]*$/u.test(source)) copies.set(only, source);
}

function targetOf(
  keyword: string,
  type: string,
  initializer: string | undefined,
  count: number,
): LinkerTarget {
  if (keyword === "const") return "constant";
  if (type !== "" && type !== "string") return "other-type";
  if (initializer === undefined) return "settable";
  // Only what is a constant string, or clearly calls something, is judged.
  if (/^(?:"(?:[^"\\]|\\.)*"|`[^`]*`)$/.test(initializer) || count > 1) return "settable";
  return /^[\p{L}_][\p{L}\p{Nd}_.]*\(/u.test(initializer) ? "computed" : "settable";
}
