/** How sure a match may be at most, by what stands around its line: words that are shown, tested or overcome explain no failure. */
import type { LogContext } from "./pattern.ts";

/** A cause of this confidence is a guess that nobody need read. */
const guess = 0.3;
/** What `t.Log` and `t.Error` print: the file without a column, indented; more lines are indented further. */
const testMessage = /^ {4,}(?!\/)\S+_test\.go:\d+: /;
const furtherLine = /^ {8,}\S/;
const showsDocument =
  /^(?:##\[group\]Run |.{0,60}[$+] |)(?:cat|head|tail|less|bat) (?:-\S+ )*\S*(?:README\S*|\.(?:mdx?|rst|adoc|html?))$/;
const command = /^(?:.{0,60}\$ |\++ )\S/;
const retry = /\bretry(?:ing)?\b|\battempt \d+ (?:of|\/) ?\d+|\btrying again\b/i;
const passed = /^ok\s+\S+\s+(?:\(cached\)|[\d.]+s)/;

/** The bound for a match of one line; `isOfPrograms` says that programs under test may tell the truth, too. */
export function mostConfidence(context: LogContext, isOfPrograms: boolean): number {
  const isTested = !isOfPrograms && isTestMessage(context);
  return isTested || isShown(context) || isOvercome(context) ? guess : 1;
}

function isTestMessage({ line, at }: LogContext): boolean {
  if (testMessage.test(line.text)) return true;
  for (let offset = -1; offset >= -8; offset--) {
    const text = at(offset + 1)?.text ?? "";
    if (!furtherLine.test(text)) return false;
    if (testMessage.test(at(offset)?.text ?? "")) return true;
  }
  return false;
}

/** Whether the line stands in a document that a command shortly before shows. */
function isShown({ at }: LogContext): boolean {
  for (let offset = -1; offset >= -8; offset--) {
    const text = at(offset)?.text;
    if (text === undefined) return false;
    if (showsDocument.test(text)) return true;
    if (command.test(text)) return false;
  }
  return false;
}

/** Whether a retry follows, and a test that passes after it. */
function isOvercome({ at }: LogContext): boolean {
  let isRetried = false;
  for (let offset = 1; offset <= 14; offset++) {
    const text = at(offset)?.text ?? "";
    if (retry.test(text)) isRetried = true;
    else if (isRetried && passed.test(text)) return true;
  }
  return false;
}
