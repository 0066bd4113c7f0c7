/**
 * Regular expressions out of a stranger's file: only those that cannot go back without end. A repeated group with a
 * repetition or a choice in it, a back reference, and too many open repetitions for the length of the text are refused.
 */

/** Steps that a match may cost at worst. */
const mostSteps = 1e8;

/** The expression, if matching it against lines of `longestLine` characters stays cheap; undefined otherwise, and for a malformed one. */
export function boundedExpression(
  source: string,
  { flags = "", longestLine }: { readonly flags?: string; readonly longestLine: number },
): RegExp | undefined {
  const open = openRepetitions(source);
  if (open === undefined || (longestLine + 1) ** (open + 1) > mostSteps) return undefined;
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}

/** How many repetitions have no bound; undefined where one stands inside of another, or a back reference is used. */
function openRepetitions(source: string): number | undefined {
  let count = 0;
  // For each open group: whether something in it can match in more than one way.
  const groups: boolean[] = [false];
  let closed = false;
  for (const [token] of source.matchAll(
    /\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?[:=!]|\(\?<[=!]|[()|]|[*+?]\??|\{\d*,?\d*\}\??|[\s\S]/gu,
  )) {
    const isRepetition = /^(?:[*+]|\{\d*,)/.test(token) || /^\{(?:[2-9]|\d\d)/.test(token);
    if (/^\\[1-9k]/.test(token)) return undefined;
    if (isRepetition) {
      if (closed) return undefined;
      if (/^[*+]|^\{\d*,\}/.test(token)) count++;
      groups[groups.length - 1] = true;
    } else if (token === "|" || /^\?/.test(token)) groups[groups.length - 1] = true;
    if (token.startsWith("(")) groups.push(false);
    closed = false;
    if (token === ")") {
      const inner = groups.pop() ?? false;
      if (groups.length === 0) return undefined;
      closed = inner;
      if (inner) groups[groups.length - 1] = true;
    }
  }
  return count;
}
