/**
 * The fenced blocks of a page of documentation. What is to be run says so in its language: `sh` (bash runs it), `bash`,
 * `zsh`, `fish`, and `console`, whose `$ ` lines are commands and whose other lines are what they print. A comment
 * right before a block, which no reader sees, says where it runs, or why it does not:
 * `<!-- run in ~/Downloads -->`, `<!-- run in the clone -->`, `<!-- not run: REASON -->`.
 */
export interface Block {
  readonly language: string;
  /** Number of the first line inside the fence, from 1. */
  readonly line: number;
  readonly text: string;
  /** Why it is not run. */
  readonly notRun?: string;
  /** Where it is run, when that is not the repository. */
  readonly folder?: string;
}

/** One command of a `console` block with the output that the page shows. */
export interface Shown {
  readonly command: string;
  readonly output: readonly string[];
}

const shells = new Set(["sh", "bash", "zsh", "fish", "console"]);

/** Whether a block holds commands. */
export function isShell({ language }: Block): boolean {
  return shells.has(language);
}

/** All fenced blocks of a page. */
export function parseBlocks(page: string): readonly Block[] {
  const lines = page.split("\n");
  const blocks: Block[] = [];
  let comment = "";
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? "";
    const [, indent = "", fence, language = ""] = /^( *)(`{3,}|~{3,})\s*(\S*)/.exec(line) ?? [];
    if (fence === undefined) {
      if (line.trim() !== "") comment = line.trim();
      continue;
    }
    const first = index + 1;
    const isEnd = (text: string): boolean => text.trim().startsWith(fence) && /^ *[`~]+ *$/.test(text);
    index = lines.findIndex((text, at) => at >= first && isEnd(text));
    if (index === -1) index = lines.length;
    const inside = lines
      .slice(first, index)
      .map((text) => text.slice(Math.min(indent.length, text.search(/\S|$/))));
    blocks.push({ language, line: first + 1, text: `${inside.join("\n")}\n`, ...readComment(comment) });
    comment = "";
  }
  return blocks;
}

function readComment(comment: string): Pick<Block, "notRun" | "folder"> {
  const [, notRun, folder] = /^<!-- (?:not run: (.+)|run in (.+)) -->$/.exec(comment) ?? [];
  return { ...(notRun === undefined ? {} : { notRun }), ...(folder === undefined ? {} : { folder }) };
}

/** The commands of a `console` block, each with what the page says that it prints. */
export function parseConsole({ text }: Block): readonly Shown[] {
  const shown: { command: string; output: string[] }[] = [];
  for (const line of text.replace(/\n$/, "").split("\n")) {
    if (line.startsWith("$ ")) shown.push({ command: line.slice(2), output: [] });
    else shown.at(-1)?.output.push(line);
  }
  return shown;
}

/** Lines of code that stand indented outside of any fence, where nothing says what they are. */
export function indentedCode(page: string): readonly string[] {
  const lines = page.split("\n");
  let fence: string | undefined;
  return lines.filter((line, index) => {
    const mark = /^ *(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined && (fence === undefined || line.trim().startsWith(fence)))
      fence = fence === undefined ? mark : undefined;
    return fence === undefined && /^ {4,}\S/.test(line) && (lines[index - 1] ?? "").trim() === "";
  });
}

/**
 * Whether a command printed what the page shows. A line `…` on the page stands for any lines; times, the numbers of
 * rules and patterns, and blanks at the ends of lines are evened out.
 */
export function printsAsShown(shown: readonly string[], printed: string): boolean {
  const [head = [], ...rest] = splitAtGaps(shown.map(even));
  const lines = printed.replace(/\n+$/, "").split("\n").map(even);
  if (rest.length === 0) return sameLines(head, lines);
  if (!sameLines(head, lines.slice(0, head.length))) return false;
  let from = head.length;
  for (const part of rest.slice(0, -1)) {
    const at = lines.findIndex(
      (_, index) => index >= from && sameLines(part, lines.slice(index, index + part.length)),
    );
    if (at === -1) return false;
    from = at + part.length;
  }
  const last = rest.at(-1) ?? [];
  return lines.length - last.length >= from && sameLines(last, lines.slice(lines.length - last.length));
}

function splitAtGaps(lines: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [[]];
  for (const line of lines) {
    if (line === "…") parts.push([]);
    else parts.at(-1)?.push(line);
  }
  return parts;
}

function sameLines(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index]);
}

/** Times differ from run to run, the numbers of rules and patterns from release to release. */
export function even(line: string): string {
  return line
    .trimEnd()
    .replace(/\(\d+\.\d+ s\)/g, "(0.0 s)")
    .replace(/\b\d+ (rule|pattern)s?\b/g, "N $1s");
}
