/** Recipe lines (GNU Make manual 5): their marks, and the one shell of `.ONESHELL:`. */
import type { EmbeddedText } from "../../text/embedded-text.ts";
import type { Span } from "../../text/span.ts";
import { readRecipeLine, sliceText } from "./_lines.ts";
import { inFile } from "./_placed-lines.ts";
import type { FileState, State } from "./_state.ts";
import type { RecipeLine } from "./model.ts";

/** Reads the recipe line at an index; returns the index behind it. */
export function readRecipe(state: State, file: FileState, index: number): number {
  const line = file.lines[index];
  const first = file.rule[0];
  if (!line || !first) return index + 1;
  const skip = 1;
  const logical = inFile(file, readRecipeLine(file.lines, index, { skip, prefix: state.recipePrefix }));
  if (file.conditions.mode === "off") return logical.next;
  addRecipeLine(file, logical.text, { start: logical.text.fileOffset(0), end: logical.end });
  return logical.next;
}

/** Adds a line to the recipe of the open rule, its marks taken off. */
export function addRecipeLine(file: FileState, text: EmbeddedText, span: Span): void {
  const prefix = /^[ \t@+-]*/.exec(text.text)?.[0] ?? "";
  const start = text.fileOffset(prefix.length);
  for (const target of file.rule) target.hasRecipe = true;
  if (text.text.trim() === "") return;
  file.rule[0]?.recipe.push({
    text: sliceText(text, prefix.length, text.text.length),
    span: { start: Math.min(start, span.end), end: span.end },
    ignoresErrors: prefix.includes("-"),
    ...(prefix.includes("+") || /\$[({]MAKE[)}]/.test(text.text) ? { isAlwaysRun: true } : {}),
    isSilent: prefix.includes("@"),
    isConditional: !file.conditions.isCertain,
  });
  for (const target of file.rule) target.end = span.end;
}

/** The one line that a recipe is after `.ONESHELL:`. */
export function joinRecipe(recipe: readonly RecipeLine[]): readonly RecipeLine[] {
  const [first] = recipe;
  const last = recipe.at(-1);
  if (!first || !last || recipe.length === 1) return recipe;
  const starts: number[] = [];
  let text = "";
  for (const line of recipe) {
    starts.push(text.length);
    text += `${line.text.text}\n`;
  }
  const joined: EmbeddedText = {
    text,
    holes: [],
    fileOffset(offset) {
      let index = 0;
      while (index + 1 < starts.length && (starts[index + 1] ?? 0) <= offset) index++;
      const line = recipe[index] ?? first;
      return line.text.fileOffset(Math.min(offset - (starts[index] ?? 0), line.text.text.length));
    },
  };
  const isConditional = recipe.some((line) => line.isConditional);
  return [{ ...first, text: joined, span: { start: first.span.start, end: last.span.end }, isConditional }];
}
