/**
 * Loops in which it matters whether each pass has a variable of its own (Go 1.22) or all share one: something
 * that outlives the pass holds the variable. Decided on the text, for the plain forms only; see
 * https://go.dev/blog/loopvar-preview.
 */
import { blankGoText } from "./blank-go-text.ts";

export interface EscapingLoopVariable {
  readonly name: string;
  /** Offset of the `for`. */
  readonly start: number;
}

/** The first such loop of a source text; undefined when there is none that is certain. */
export function findEscapingLoopVariable(text: string): EscapingLoopVariable | undefined {
  const code = blankGoText(text);
  for (const found of code.matchAll(
    /\bfor\s+([\p{L}_][\p{L}\p{Nd}_]*(?:\s*,\s*[\p{L}_][\p{L}\p{Nd}_]*)*)\s*:=/gu,
  )) {
    const body = bodyAfter(code, found.index + found[0].length);
    const names = (found[1] ?? "").split(",").map((name) => name.trim());
    const name = names.find((each) => each !== "_" && body !== undefined && escapesIn(body, each));
    if (name !== undefined) return { name, start: found.index };
  }
  return undefined;
}

/** The block that follows a loop's header, braces left out. */
function bodyAfter(code: string, from: number): string | undefined {
  let parens = 0;
  for (let at = from; at < code.length; at++) {
    const letter = code[at];
    if (letter === "(" || letter === "[") parens++;
    else if (letter === ")" || letter === "]") parens--;
    else if (letter === "{" && parens === 0) return code.slice(at + 1, endOfBlock(code, at));
  }
  return undefined;
}

function endOfBlock(code: string, open: number): number {
  let depth = 0;
  for (let at = open; at < code.length; at++) {
    if (code[at] === "{") depth++;
    if (code[at] === "}" && --depth === 0) return at;
  }
  return code.length;
}

/** A goroutine, a deferred call or a stored closure that uses the name, or its stored address. */
function escapesIn(body: string, name: string): boolean {
  const word = `(?<![.\\p{L}\\p{Nd}_])${name}(?![\\p{L}\\p{Nd}_:])`;
  // `v := v` is the old remedy: the closure then holds the copy.
  if (new RegExp(`${word}\\s*(?:,[^=\\n]*)?:=`, "u").test(body)) return false;
  if (new RegExp(`(?:[^=!<>:]=|append\\([^()]*,)\\s*&${name}(?![\\p{L}\\p{Nd}_.[])`, "u").test(body))
    return true;
  for (const found of body.matchAll(/(?:\b(?:go|defer)\s+|append\([^()]*,\s*)func\s*\(([^)]*)\)[^{]*\{/gu)) {
    const open = found.index + found[0].length - 1;
    const isParameter = new RegExp(word, "u").test(found[1] ?? "");
    if (!isParameter && new RegExp(word, "u").test(body.slice(open, endOfBlock(body, open)))) return true;
  }
  return false;
}
