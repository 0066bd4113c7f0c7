const KEYWORDS: ReadonlySet<string> = new Set(
  (
    "break case chan const continue default defer else fallthrough for func go goto if import interface map " +
    "package range return select struct switch type var"
  ).split(" "),
);

/** Whether a word is a Go identifier: letters, digits and underscores, no digit first, no keyword. */
export function isGoName(word: string): boolean {
  return /^[\p{L}_][\p{L}\p{Nd}_]*$/u.test(word) && !KEYWORDS.has(word);
}
