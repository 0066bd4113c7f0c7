/** What `breakwater init` wrote or would write. */
import { countOf, toPrintable } from "./layout.ts";
import { createPaint } from "./paint.ts";
import { paintDiff } from "./paint-diff.ts";

export interface InitReport {
  readonly files: readonly {
    readonly path: string;
    readonly action: "create" | "edit";
    /** Unified. */
    readonly diff: string;
  }[];
  readonly notes: readonly string[];
  /** Files that have their part already. */
  readonly present: readonly string[];
  /** Findings that the new baseline remembers; undefined when none is written. */
  readonly remembered: number | undefined;
  readonly isWritten: boolean;
}

/** The JSON of `init`: schema 1; fields are only ever added. */
export function formatInitJson(report: InitReport): string {
  const { files, notes, present, remembered, isWritten } = report;
  const body = { schema: 1, written: isWritten, files, notes, present, remembered: remembered ?? 0 };
  return `${JSON.stringify(body, undefined, 2)}\n`;
}

/** The diff, as `git apply` reads it; on a terminal long new files are cut. */
export function formatInitDiff(
  { files }: InitReport,
  options: { readonly hasColor: boolean; readonly isTerminal: boolean },
): string {
  const paint = createPaint(options.hasColor);
  return files.map(({ diff }) => (options.isTerminal ? paintDiff(shorten(diff), paint) : diff)).join("");
}

/** What stays for a person, and the last line, which says what was or can be done. */
export function formatInitSummary({ files, notes, present, remembered, isWritten }: InitReport): string {
  const rest = notes.map((note) => toPrintable(`! ${note}`));
  const there = present.length > 0 ? [`There already: ${present.map(toPrintable).join(", ")}.`] : [];
  const baseline =
    remembered === undefined ? "" : ` The baseline remembers ${countOf(remembered, "finding")}.`;
  const last =
    files.length === 0
      ? notes.length > 0
        ? "Nothing else to do."
        : "Nothing to do."
      : isWritten
        ? `Wrote ${files.map(({ path }) => toPrintable(path)).join(", ")}.${baseline}`
        : `${countOf(files.length, "file")} can be written; nothing was: --write writes.${baseline}`;
  return `${[...rest, ...there, last].join("\n")}\n`;
}

const mostLines = 60;

function shorten(diff: string): string {
  const lines = diff.split("\n");
  if (lines.length <= mostLines) return diff;
  const left = lines.length - mostLines;
  return `${lines.slice(0, mostLines).join("\n")}\n … ${left} more lines: --diff prints all into a pipe\n`;
}
