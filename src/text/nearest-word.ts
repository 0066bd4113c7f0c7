/** The word of a list that a mistyped one most likely means; undefined when none is near. */
export function nearestWord(mistyped: string, words: readonly string[]): string | undefined {
  const most = Math.max(2, Math.floor(mistyped.length / 4));
  let best: { readonly word: string; readonly edits: number } | undefined;
  for (const word of words) {
    if (Math.abs(word.length - mistyped.length) > most) continue;
    const edits = editsBetween(mistyped, word);
    if (edits <= most && (best === undefined || edits < best.edits)) best = { word, edits };
  }
  return best?.word;
}

/** Characters to insert, remove or replace (Levenshtein). */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
