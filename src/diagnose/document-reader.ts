/** Follows a log as far as it shows documents: fences of code, commands that print a document, messages of commits. */
import type { CleanLine } from "./clean-line.ts";

/** The numbers of the lines that opened something; undefined where nothing is open. */
export interface DocumentState {
  /** The last ``` or ~~~ of a Markdown document, or `<pre>` of HTML. */
  readonly fence: number | undefined;
  /** Whether a block is open since then; a document of which only a part is shown may make it seem otherwise. */
  readonly isOpen: boolean;
  /** A command that shows a document: `$ cat README.md`. */
  readonly command: number | undefined;
  /** `Author: ` of `git log` and `git show`. */
  readonly commit: number | undefined;
  /** `@@ -1,3 +1,9 @@` of a difference. */
  readonly hunk: number | undefined;
  /** `--- FAIL: Example…`: what the example printed and was to print follow. */
  readonly example: number | undefined;
}

/** Texts of which one stands on each line that the reader is to see. */
export const documentNeedles: readonly string[] = [
  "```",
  "~~~",
  "<pre",
  "</pre",
  "cat ",
  "head ",
  "tail ",
  "less ",
  "bat ",
  "Author: ",
  "@@ -",
  "--- FAIL: Example",
  "##[",
];

const fence = /^[ \t]{0,8}(?:[-*>] |\d+\. )?(?<sign>`{3,}|~{3,})(?<language>[\w{}.+ -]*)$/;
const tag = /<(\/?)pre\b/i;
const shows =
  /^(?:.{0,60}[$+%#>❯] )?(?:cat|head|tail|less|bat) (?:-\S+ (?:\d+ )?)*\S*(?:README\S*|CHANGE(?:S|LOG)\S*|\.(?:mdx?|rst|adoc|html?|go|golden|txtar))$/;
const openers = [
  ["commit", /^Author: .+<.*>$/],
  ["hunk", /^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@/],
  ["example", /^--- FAIL: Example/],
  ["command", shows],
] as const;
/** A longer one was left open by a document of which only a part is shown. */
export const longestBlock = 150;

/** Whether a command only prints a document: what follows is its text. */
export function showsDocument(command: string): boolean {
  return shows.test(command);
}

/** Whether a line opens or closes a block of code. */
export function isFence(text: string): boolean {
  return fence.test(text) || tag.test(text);
}

/** Feed it each line with one of `documentNeedles`, and tell it where a command begins. */
export class DocumentReader {
  #block: { readonly number: number; readonly sign: string; readonly isOpen: boolean } | undefined;
  #opened: Partial<Record<"command" | "commit" | "hunk" | "example", number>> = {};

  get state(): DocumentState {
    const { number, isOpen = false } = this.#block ?? {};
    const { command, commit, hunk, example } = this.#opened;
    return { fence: number, isOpen, command, commit, hunk, example };
  }

  /** A command of the log begins; one that is indented or inside of a block is quoted. */
  begin({ text }: CleanLine, number: number): void {
    if (!this.#isOpen(number) && !/^\s/.test(text)) this.#opened = {};
  }

  read({ text, mark }: CleanLine, number: number): void {
    if (mark !== undefined) {
      this.#block = undefined;
      this.#opened = {};
    }
    const { sign, language = "" } = fence.exec(text)?.groups ?? {};
    if (sign !== undefined) {
      const isClosing = this.#isOpen(number) && language === "" && this.#block?.sign[0] === sign[0];
      this.#block = { number, sign, isOpen: !isClosing };
      return;
    }
    const isTag = tag.exec(text)?.[1];
    if (isTag !== undefined) {
      this.#block = { number, sign: "<", isOpen: isTag !== "/" };
      return;
    }
    if (this.#isOpen(number)) return;
    const kind = openers.find(([, form]) => form.test(text))?.[0];
    if (kind === undefined) return;
    if (kind === "command") this.#block = undefined;
    this.#opened = { ...this.#opened, [kind]: number };
  }

  #isOpen(number: number): boolean {
    return this.#block?.isOpen === true && number - this.#block.number <= longestBlock;
  }
}
