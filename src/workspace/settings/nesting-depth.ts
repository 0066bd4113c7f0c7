/** How deep `[` and `{` of a text nest at most, strings and comments counted too; parsers that recurse are asked only below a limit. */
export function nestingDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x5b || unit === 0x7b) deepest = Math.max(deepest, ++depth);
    else if ((unit === 0x5d || unit === 0x7d) && depth > 0) depth--;
  }
  return deepest;
}

/** Deeper settings than this are nonsense, and recursion through a few hundred levels is safe everywhere. */
export const deepestNesting = 200;
