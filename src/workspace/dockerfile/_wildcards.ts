/** A pattern's parts: a character, any one character, or any run of characters. */
export type WildcardPattern = readonly (
  | { readonly kind: "character"; readonly character: string }
  | { readonly kind: "any" }
  | { readonly kind: "run" }
)[];

/**
 * Reads a pattern of `${NAME#pattern}` and its like: `*` and `?` mean what they mean in a shell, brackets are
 * ordinary. Undefined when a backslash escapes what needs no escape.
 */
export function parseWildcards(pattern: string): WildcardPattern | undefined {
  const parts: WildcardPattern[number][] = [];
  const characters = [...pattern];
  for (let at = 0; at < characters.length; at++) {
    let character = characters[at] ?? "";
    if (character === "*") parts.push({ kind: "run" });
    else if (character === "?") parts.push({ kind: "any" });
    else {
      if (character === "\\") {
        character = characters[++at] ?? "";
        if (!["*", "?", "\\", "}", "/"].includes(character)) return undefined;
      }
      parts.push({ kind: "character", character });
    }
  }
  return parts;
}

/** The shortest or longest beginning of `characters` (from `start`) that a pattern matches, as a length; -1 for none. */
export function matchLength(
  pattern: WildcardPattern,
  characters: readonly string[],
  { isLongest, start = 0 }: { isLongest: boolean; start?: number },
): number {
  let states = closure(pattern, new Set([0]));
  let found = states.has(pattern.length) ? 0 : -1;
  for (let at = start; at < characters.length && states.size > 0; at++) {
    if (found !== -1 && !isLongest) return found;
    const next = new Set<number>();
    for (const state of states) {
      const part = pattern[state];
      if (part?.kind === "run") next.add(state);
      else if (part?.kind === "any" || part?.character === characters[at]) next.add(state + 1);
    }
    states = closure(pattern, next);
    if (states.has(pattern.length)) found = at + 1 - start;
  }
  return found;
}

/** A run may be empty: its state stands for the next one too. */
function closure(pattern: WildcardPattern, states: Set<number>): Set<number> {
  for (const state of states) if (pattern[state]?.kind === "run") states.add(state + 1);
  return states;
}
