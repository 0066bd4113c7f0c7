/** Whether a line stands in a document that the log shows: its words explain no failure of this log. */
import { isFence, longestBlock, showsDocument } from "./document-reader.ts";
import { isEcho } from "./echoes.ts";
import type { LogContext } from "./pattern.ts";

const longestDocument = 2000;
const longestMessage = 200;
const longestDifference = 1000;
/** An error is followed at once by what says that its command failed. */
const soon = 3;
const command = /^(?:[^\s#].{0,60})?[$%❯] \S|^\S+@\S+# \S|^\++ \S/;
const beside = /^(?:set [-+]|cd |echo |ls\b|pwd$|#|$)/;
const quoted = /^> \S/;
const signed = /^[-+ @\\]|^$/;
const indented = /^(?: {4}|\t)\s*\S/;
const inset = /^(?: {2}|\t)\s*\S/;
const insetOrBlank = /^(?: {2}|\t|\s*$)/;
const indentedOrBlank = /^(?: {4}|\t|\s*$)/;
/** Words of a text for people, before and after an example. */
const prose = /^\s{0,3}(?:[-*] |\d+\. )?(?:\*\*)?[A-Za-z`"'[(][^:=/\t]{0,20} (?:[^\s]+ ){3,}/;
const heading = /^(?:#{1,6} \S|\.\. \S|={4,}$|-{4,}$|\[[^\]]+\]\(|!\[)/;
const tag = /<\/?(?:pre|code|p|li|ul|ol|h[1-6]|samp|blockquote)\b[^>]*>/i;

/** By what opened a document before the line, by what follows, and by its neighbours. */
export function isShownLine(context: LogContext): boolean {
  return (
    isInBlock(context) ||
    isAfterCommand(context) ||
    isInMessage(context) ||
    isInDifference(context) ||
    quoted.test(context.line.text) ||
    isInExample(context) ||
    isBetweenTags(context) ||
    isInArchive(context) ||
    isInListing(context)
  );
}

/** A log that somebody put between fences as a whole begins with one and is no document. */
function isInBlock({ line, at, document }: LogContext): boolean {
  if (document?.fence === undefined) return false;
  const { fence, isOpen } = document;
  if (fence <= 2 || line.number - fence > longestBlock) return false;
  const close = firstAfter(at, isFence);
  if (close === undefined) return isOpen && firstAfter(at, isEcho) === undefined;
  // A summary of what failed, and the end of its step.
  return !isEcho(at(close + 1)?.text ?? "");
}

function isAfterCommand({ line, at, document }: LogContext): boolean {
  const script = line.step?.script ?? [];
  if (script.some(showsDocument) && script.every((each) => showsDocument(each) || beside.test(each)))
    return true;
  const shown = document?.command;
  if (shown === undefined || line.number - shown > longestDocument) return false;
  for (let offset = -1; offset >= -8 && line.number + offset > shown; offset--) {
    if (command.test(at(offset)?.text ?? "")) return false;
  }
  return (firstAfter(at, isEcho) ?? soon + 1) > soon;
}

/** `git log` and `git show` indent the message of a commit. */
function isInMessage({ line, at, document }: LogContext): boolean {
  const begin = document?.commit;
  if (begin === undefined || line.number - begin > longestMessage || !indented.test(line.text)) return false;
  for (let offset = -1; offset >= -8 && line.number + offset > begin; offset--) {
    const text = at(offset)?.text ?? "";
    if (!indentedOrBlank.test(text) && !/^(?:Author|Commit|CommitDate|AuthorDate|Date): /.test(text))
      return false;
  }
  return true;
}

/** The lines of a hunk begin with a sign. */
function isInDifference({ line, at, document }: LogContext): boolean {
  const begin = document?.hunk;
  if (begin === undefined || line.number - begin > longestDifference || !signed.test(line.text)) return false;
  for (let offset = -1; offset >= -8 && line.number + offset > begin; offset--)
    if (!signed.test(at(offset)?.text ?? "")) return false;
  return true;
}

/** An indented block between blank lines, with sentences before and after it. */
function isInExample({ line, at }: LogContext): boolean {
  if (!inset.test(line.text)) return false;
  const before = endOfBlock(at, -1);
  const after = endOfBlock(at, 1);
  if (before === undefined && after === undefined) return false;
  const isLed = before === undefined || (at(before + 1)?.text === "" && prose.test(at(before)?.text ?? ""));
  const next = after === undefined ? undefined : at(after)?.text;
  const isLeft =
    after === undefined ||
    (next !== undefined &&
      at(after - 1)?.text === "" &&
      !isEcho(next) &&
      (prose.test(next) || heading.test(next)));
  return isLed && isLeft;
}

/** Where the lines of an indented block end; undefined where all that are kept belong to it. */
function endOfBlock(at: LogContext["at"], direction: 1 | -1): number | undefined {
  for (let distance = 1; distance <= (direction === 1 ? 14 : 8); distance++) {
    const text = at(distance * direction)?.text;
    if (text === undefined || !insetOrBlank.test(text)) return distance * direction;
  }
  return undefined;
}

/** HTML before and after. */
function isBetweenTags({ line, at }: LogContext): boolean {
  if (tag.test(line.text)) return true;
  const close = firstAfter(at, (text) => tag.test(text));
  if (close === undefined) return false;
  for (let offset = -1; offset >= -8; offset--) if (tag.test(at(offset)?.text ?? "")) return true;
  return false;
}

/** A text archive names its files: `-- want --`. */
function isInArchive({ at }: LogContext): boolean {
  for (let offset = -1; offset >= -8; offset--)
    if (/^-- [\w./-]+ --$/.test(at(offset)?.text ?? "")) return true;
  return false;
}

/** AsciiDoc puts an example between lines of four dashes, behind a sentence or `[source]`. */
function isInListing({ at }: LogContext): boolean {
  const isRule = (text: string): boolean => text === "----";
  if (firstAfter(at, isRule) === undefined) return false;
  for (let offset = -1; offset >= -6; offset--) {
    if (!isRule(at(offset)?.text ?? "")) continue;
    const lead = at(offset - 1)?.text || at(offset - 2)?.text || "";
    return /^\[\w/.test(lead) || prose.test(lead);
  }
  return false;
}

function firstAfter(at: LogContext["at"], holds: (text: string) => boolean): number | undefined {
  for (let offset = 1; offset <= 14; offset++) {
    const text = at(offset)?.text;
    if (text === undefined) return undefined;
    if (holds(text)) return offset;
  }
  return undefined;
}
