/** How sure a match may be at most, by what stands around its line: words that are shown, tested or overcome explain no failure. */
import { isShownLine } from "./is-shown-line.ts";
import type { LogContext } from "./pattern.ts";

/** A cause of this confidence is a guess that nobody need read. */
const guess = 0.3;
/** What `t.Log` and `t.Error` print: the file without a column, indented; more lines are indented further. */
const testMessage = /^ {4,}(?!\/)\S+_test\.go:\d+: /;
const furtherLine = /^ {8,}[ \t]*\S/;
/** Labels and values of testify, and the difference that go-cmp prints. */
const assertion = /^ {8}\t {10,}\t|^ {8}\t(?:Error|Error Trace|Messages|Test):|^ {8}[-+ ] \t/;
/** testify's values and both kinds of differences; before a text the side that it stands for. */
const comparedLine = /^ {8}\t {10,}\t(?:expected|actual {2}): |^ {8}\t {10,}\t[-+]|^ {8}[-+] \t/;
const side = /^\s*(?:\S+_test\.go:\d+: )?(?:got|want|expected|actual)(?: \w+)?:$/i;
const endOfTest = /^\s*(?:--- (?:FAIL|PASS|SKIP): |=== |FAIL\b|PASS$|ok\s)/;
const longestExample = 100;
const retry = /\bretry(?:ing)?\b|\battempt \d+ (?:of|\/) ?\d+|\btrying again\b/i;
const passed = /^ok\s+\S+\s+(?:\(cached\)|[\d.]+s)/;

/** The bound for a match of one line, and why; `isOfPrograms` says that programs under test may tell the truth, too. */
export function mostConfidence(
  context: LogContext,
  isOfPrograms: boolean,
): { readonly most: number; readonly doubt: string | undefined } {
  if (isCompared(context) || (!isOfPrograms && isTestMessage(context)))
    return { most: guess, doubt: "A test prints the line: it may be what the test is about" };
  if (isShownLine(context))
    return { most: guess, doubt: "The line stands in a text that the log shows: it may be an example" };
  if (isOvercome(context)) return { most: guess, doubt: "A second try follows, and passes" };
  return { most: 1, doubt: undefined };
}

function isTestMessage({ line, at }: LogContext): boolean {
  if (testMessage.test(line.text) || assertion.test(line.text)) return true;
  for (let offset = -1; offset >= -8; offset--) {
    const text = at(offset + 1)?.text ?? "";
    if (!furtherLine.test(text)) return false;
    if (testMessage.test(at(offset)?.text ?? "")) return true;
  }
  for (let offset = 1; offset <= 14; offset++) if (endOfTest.test(at(offset)?.text ?? "")) return true;
  return false;
}

/** Whether it is one of two texts that a test holds against each other: even a program under test says nothing by that. */
function isCompared({ line, at, document }: LogContext): boolean {
  if (comparedLine.test(line.text)) return true;
  const begin = document?.example;
  const isExample = begin !== undefined && line.number - begin <= longestExample;
  for (let offset = -1; offset >= -8; offset--) {
    const text = at(offset)?.text ?? "";
    if (side.test(text)) return true;
    if (endOfTest.test(text)) return isExample && line.number + offset === begin;
  }
  return isExample;
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
