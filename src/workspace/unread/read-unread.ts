import { isForeignPath } from "../is-foreign-path.ts";
import { type Sources, settingsLimitBytes } from "../sources.ts";
import { allTextHits, type TextHit } from "../text-hits.ts";
import type { Unknown } from "../unknown.ts";
import { systemOfPath } from "./system-of-path.ts";

/** A file that another system reads and in which go commands seem to stand. */
export interface UnreadFile {
  readonly file: string;
  /** The system in the plural: `Jenkins pipelines`. */
  readonly system: string;
  /** At least one; none of them in a comment. */
  readonly texts: readonly TextHit[];
}

/** Every file of a system that nobody here reads, where it mentions go commands. */
export function readUnread({ tree, read }: Sources): readonly UnreadFile[] {
  return tree.entries.flatMap((entry) => {
    const { path } = entry;
    const system = systemOfPath(path);
    if (!system || isForeignPath(path)) return [];
    // Asked for last: the size of a file on disk costs a call of the system.
    if (entry.sizeBytes > settingsLimitBytes) return [];
    const text = read(path)?.text ?? "";
    const texts = allTextHits(text, system.alsoRunsGo).filter(({ span }) => !isInComment(text, span.start));
    return texts.length === 0 ? [] : [{ file: path, system: system.name, texts }];
  });
}

/** That a file is not read, at its first text. */
export function unknownOfUnread({ file, system, texts: [first, ...more] }: UnreadFile): Unknown {
  const count = more.length + 1;
  const looks =
    count === 1 ? "1 text here looks like a go command" : `${count} texts here look like go commands`;
  return {
    at: { file, span: first?.span ?? { start: 0, end: 0 } },
    reason: `${system} are not read; ${looks}`,
    code: "system-not-read",
  };
}

/** A file of one long line has no comments, and thousands of texts. */
const longestLead = 1000;

/** Whether `#`, `//`, `REM` or a line of a block comment stands before an offset on its line. */
export function isInComment(text: string, offset: number): boolean {
  const near = text.slice(Math.max(0, offset - longestLead), offset);
  const before = near.slice(near.lastIndexOf("\n") + 1);
  return /^\s*(?:\*|rem\s|::)|(?:^|\s)(?:#|\/\/|\/\*|<#)/i.test(before);
}
