import type { Edit } from "../../text/edit.ts";
import type { SourceFile } from "../../text/source-file.ts";
import type { YamlSequence } from "../../workspace/yaml/node.ts";

/** The edit that appends an item, given as lines without its dash, to a list; undefined for a layout that is not sure. */
export function appendItem(
  { text }: SourceFile,
  list: YamlSequence,
  lines: readonly string[],
): Edit | undefined {
  const last = list.items.at(-1);
  if (!last) return undefined;
  const lineStart = text.lastIndexOf("\n", last.span.start - 1) + 1;
  const [, indent, blanks] = /^( *)-( +)$/.exec(text.slice(lineStart, last.span.start)) ?? [];
  if (indent === undefined || blanks === undefined) return undefined;
  const at = endOfItem(text, last.span.end, indent.length);
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const rest = " ".repeat(indent.length + 1 + blanks.length);
  const item = lines.map((line, index) => (index === 0 ? `${indent}-${blanks}${line}` : rest + line));
  const isAfterNewline = at === 0 || text[at - 1] === "\n";
  const body = item.join(newline);
  return { span: { start: at, end: at }, text: isAfterNewline ? body + newline : newline + body };
}

/** Where the line after an item begins: its own comments, which stand deeper than its dash, belong to it. */
function endOfItem(text: string, end: number, dashColumn: number): number {
  let at = nextLine(text, text.slice(0, end).trimEnd().length);
  for (;;) {
    const line = text.slice(at, nextLine(text, at));
    const depth = /^( *)#/.exec(line)?.[1]?.length;
    if (depth === undefined || depth <= dashColumn) return at;
    at = nextLine(text, at);
  }
}

function nextLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end + 1;
}
