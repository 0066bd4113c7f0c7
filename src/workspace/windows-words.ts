/** Words of the shells of Windows. */
import type { Word } from "./shell/ast.ts";

/** The text of a word without variables; undefined when it has any. */
export function literalOf(word: Word): string | undefined {
  const texts = word.parts.map((part) => (part.kind === "literal" ? part.text : undefined));
  return texts.includes(undefined) ? undefined : texts.join("");
}

/** The word with the slashes of other systems: Windows takes both. */
export function withSlashes(word: Word): Word {
  const parts = word.parts.map((part) =>
    part.kind === "literal" ? { ...part, text: part.text.replaceAll("\\", "/") } : part,
  );
  return { ...word, parts };
}
