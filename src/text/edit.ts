/** Replacing spans of a text: everything outside of them stays byte for byte. */
import type { Span } from "./span.ts";

export interface Edit {
  readonly span: Span;
  /** What stands there afterwards. */
  readonly text: string;
}

/** Whether two edits cannot both be done: their spans share text, or both insert at one point. Equal edits can. */
export function areInConflict(a: Edit, b: Edit): boolean {
  if (isSameEdit(a, b)) return false;
  const isSamePoint = a.span.start === b.span.start && (isInsertion(a) || isInsertion(b));
  return isSamePoint || (a.span.start < b.span.end && b.span.start < a.span.end);
}

/** Whether two edits do the same. */
function isSameEdit(a: Edit, b: Edit): boolean {
  return a.span.start === b.span.start && a.span.end === b.span.end && a.text === b.text;
}

/** The text after all edits, equal ones done once; throws a RangeError when two are in conflict. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = "";
  let at = 0;
  for (const edit of distinctEdits(edits)) {
    if (edit.span.start < at) throw new RangeError(`Two edits share text at offset ${edit.span.start}`);
    result += text.slice(at, edit.span.start) + edit.text;
    at = edit.span.end;
  }
  return result + text.slice(at);
}

/** Edits in the order of the text, equal ones once. */
export function distinctEdits(edits: readonly Edit[]): readonly Edit[] {
  return edits
    .filter((edit, index) => edits.findIndex((other) => isSameEdit(edit, other)) === index)
    .toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

function isInsertion({ span }: Edit): boolean {
  return span.start === span.end;
}
