/**
 * Expansion of references (GNU Make manual 6). Everything that needs a process, a disk or a value nobody wrote
 * down becomes a hole.
 */
import type { Expansion } from "./_expansion.ts";
import { expandFunction, functionNames } from "./_functions.ts";
import { lookUp } from "./_look-up.ts";
import { referenceEnd } from "./_scan.ts";
import { patternSubstitute, suffixSubstitute } from "./_text-functions.ts";
import type { Run } from "./_variables.ts";
import type { MakeVariable } from "./model.ts";

/** Expands raw text; `variable` is the one whose value the text is, `base` the offset in it. */
export function expandRaw(
  expansion: Expansion,
  text: string,
  from: { variable: MakeVariable | undefined; base: number } = { variable: undefined, base: 0 },
): readonly Run[] {
  const runs: Run[] = [];
  const add = (piece: string, at: number) => {
    if (piece === "") return;
    expansion.budget.characters -= piece.length;
    const { variable } = from;
    runs.push(variable ? { text: piece, source: { variable, offset: from.base + at } } : { text: piece });
  };
  let at = 0;
  while (at < text.length) {
    const dollar = text.indexOf("$", at);
    if (dollar === -1 || dollar === text.length - 1) break;
    add(text.slice(at, dollar), at);
    if (text[dollar + 1] === "$") {
      add("$", dollar);
      at = dollar + 2;
      continue;
    }
    const end = referenceEnd(text, dollar);
    for (const run of expandReference(expansion, text.slice(dollar, end))) runs.push(run);
    at = end;
  }
  add(text.slice(at), at);
  return runs;
}

/** Text of runs, or undefined when something in it is not known. */
export function knownText(runs: readonly Run[]): string | undefined {
  let text = "";
  for (const run of runs) {
    if (run.hole !== undefined) return undefined;
    text += run.text;
  }
  return text;
}

/** One reference as written, marks included. */
export function expandReference(expansion: Expansion, written: string): readonly Run[] {
  const inner = /^\$[({]/.test(written)
    ? written.slice(2, /[)}]$/.test(written) ? -1 : undefined)
    : written.slice(1);
  const hole: readonly Run[] = [{ text: written, hole: inner.trim() }];
  const { budget } = expansion;
  // Make refuses a reference that nothing closes.
  if (/^\$[({]/.test(written) && !written.endsWith(written[1] === "(" ? ")" : "}")) return hole;
  if (--budget.steps < 0 || --expansion.allowance.steps < 0 || budget.characters < 0) return hole;
  if (budget.depth <= 0) {
    expansion.trouble.isCut = true;
    return hole;
  }
  budget.depth--;
  const isShort = /^\$[^({]/.test(written);
  const runs = isShort ? lookUp(expansion, inner) : expandParenthesised(expansion, inner, written[1] ?? "(");
  budget.depth++;
  return runs ?? hole;
}

function expandParenthesised(expansion: Expansion, inner: string, open: string): readonly Run[] | undefined {
  const call = /^([a-z][a-z-]*)[ \t\n]+/.exec(inner);
  const name = call?.[1];
  if (!call || name === undefined || !functionNames.has(name)) return expandNamed(expansion, inner);
  return expandFunction(expansion, { name, rest: inner.slice(call[0].length), open });
}

/** `$(NAME)`, `$(NAME:a=b)` and names that are computed. */
function expandNamed(expansion: Expansion, inner: string): readonly Run[] | undefined {
  if (!inner.includes("$") && !inner.includes(":")) return lookUp(expansion, inner.trim());
  const name = knownText(expandRaw(expansion, inner));
  if (name === undefined) return undefined;
  const colon = name.indexOf(":");
  const equals = name.indexOf("=", colon);
  if (colon === -1 || equals === -1) return lookUp(expansion, name.trim());
  const value = lookUp(expansion, name.slice(0, colon).trim());
  const text = value && knownText(value);
  if (text === undefined) return undefined;
  const from = name.slice(colon + 1, equals);
  const to = name.slice(equals + 1);
  return [
    {
      text: from.includes("%") ? patternSubstitute(from, to, text) : suffixSubstitute(from, to, text),
    },
  ];
}
