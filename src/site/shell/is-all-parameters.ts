import type { Word } from "../../workspace/shell/ast.ts";

/** Whether a word is `"$@"` or `"${@}"`: all arguments of the function or script. */
export function isAllParameters(word: Word | undefined): boolean {
  const [only] = word?.parts ?? [];
  return word?.parts.length === 1 && only?.kind === "variable" && only.name === "@" && only.operator === "";
}
