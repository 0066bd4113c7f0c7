/**
 * A name as a file system sees it that ignores case: by the character, as Go's
 * https://pkg.go.dev/golang.org/x/mod/zip does it, so that no letter turns into two.
 */
export function foldCase(name: string): string {
  if (/^[\u0000-\u007f]*$/.test(name)) return name.toLowerCase();
  return [...name].map(foldLetter).join("");
}

function foldLetter(letter: string): string {
  const upper = letter.toUpperCase();
  const lower = ([...upper].length === 1 ? upper : letter).toLowerCase();
  return [...lower].length === 1 ? lower : letter;
}
