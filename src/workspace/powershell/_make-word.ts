/** Words of the shell's tree that a statement of PowerShell stands for, and that are not written in it. */
import type { Word, WordPart } from "../shell/ast.ts";
import { type Cursor, spanOf } from "./_cursor.ts";
import { addLiteral } from "./_read-word.ts";

/** The word `NAME=value`. */
export function assignedWord(cursor: Cursor, name: string, value: Word, start: number): Word {
  const parts: WordPart[] = [];
  addLiteral(cursor, parts, `${name}=`, start, start + 1, true);
  parts.push(...value.parts);
  return {
    parts,
    span: { start: spanOf(cursor, start, start + 1).start, end: value.span.end },
    text: `${name}=${value.text}`,
  };
}

/** A word of that text, at the place where the statement starts. */
export function literalWord(cursor: Cursor, text: string, start: number): Word {
  const parts: WordPart[] = [];
  addLiteral(cursor, parts, text, start, start + 1, true);
  return { parts, span: spanOf(cursor, start, start + 1), text };
}
