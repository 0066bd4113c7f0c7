/** Words that name a go.mod or go.work, and edits that leave the version lines of one alone. */

/** A word that ends in the name of such a file. */
export const modFile = /(?:^|[/"'\s=:])go\.(?:mod|work)["']?$/;

/** Whether a word of the shell, patterns included, may name such a file. */
export function namesModFile(word: string): boolean {
  if (modFile.test(word)) return true;
  const name = word.slice(word.lastIndexOf("/") + 1);
  if (!/[*?[{]/.test(name)) return false;
  const pattern = name
    .replace(/[.+^$()|\\]/g, "\\$&")
    .replace(/\*+/g, ".*")
    .replace(/\?/g, ".")
    .replace(/\[!/g, "[^")
    .replace(/\{[^}]*\}?/g, ".*");
  try {
    const expression = new RegExp(`^${pattern}$`);
    return expression.test("go.mod") || expression.test("go.work");
  } catch {
    return true;
  }
}

/** What asks for a version: `go 1.24`, `^go`, `toolchain`. */
const versionLine = /\bgo\b(?!\.(?:mod|work|sum))(?!\/)|toolchain/;
/** Other lines of a go.mod. */
const otherLine = /replace|require|exclude|retract|module|[a-z]\\?\.[a-z]+\\?\/\w/i;
/** A literal that no `go 1.25.0` and no `toolchain go1.25.0` can hold. */
const foreignText = /^(?=.*[^go tlchainrbe0-9.^$"'])[^*[\]+?{}()|]*$/;

/** Whether a script of sed or perl leaves the go and toolchain lines as they are. */
export function sparesVersionLines(script: string): boolean {
  if (versionLine.test(script)) return false;
  if (otherLine.test(script)) return true;
  const substitution = /^s(.)((?:\\.|(?!\1).)*)\1/.exec(script);
  const pattern = substitution?.[2];
  return pattern !== undefined && !/[;\n]/.test(script) && foreignText.test(pattern.replace(/\\./g, "."));
}
