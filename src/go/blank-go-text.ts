/** Go source text with every comment, string and rune replaced by blanks; offsets and line ends stay. */
export function blankGoText(text: string): string {
  return text.replace(
    /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"\\\n]|\\.)*"?|`[^`]*`?|'(?:[^'\\\n]|\\.)*'?/g,
    (match) => match.replace(/[^\n]/g, " "),
  );
}
