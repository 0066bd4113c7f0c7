import { describe, expect, test } from "bun:test";
import { createLogFinder, LogScanner } from "./log-scanner.ts";
import { mostConfidence } from "./most-confidence.ts";

const words = "missing go.sum entry for module providing package x";

/** The bound for the one line of a log that holds the words. */
function boundOf(log: readonly string[], isOfPrograms = false): number {
  let bound = NaN;
  const scanner = new LogScanner({
    finder: createLogFinder([words]),
    onHit: (context) => {
      bound = mostConfidence(context, isOfPrograms).most;
    },
  });
  scanner.push(Buffer.from(`${log.join("\n")}\n`));
  scanner.end();
  return bound;
}

const filler = Array.from({ length: 30 }, (_, index) => `Line ${index}.`);
const testify = "        \t            \t";

describe("words are a guess", () => {
  test.each([
    ["in a document that is shown", ["$ cat README.md", "", "Hello.", `    ${words}`]],
    ["far below the command that shows it", ["+ cat docs/build.rst", ...filler, words, ...filler]],
    ["in all that a step shows", ["##[group]Run cat CHANGELOG", "cat CHANGELOG", "##[endgroup]", words]],
    ["between fences", ["Hello.", "", "```console", "$ go build", words, "```", "Bye."]],
    ["between fences far apart", ["Hello.", "", "```", ...filler, words, ...filler, "```"]],
    ["between fences of which the first is cut off", ["Hello.", "", "```", "ls", "```", words, "```"]],
    ["between tags", ["<p>You may see this:</p>", "<pre><code>", words, "</code></pre>"]],
    [
      "in an example between sentences",
      ["The build may then stop like this:", "", `    ${words}`, "", "## Next"],
    ],
    [
      "in the message of a commit",
      ["Author: A <a@b.example>", "Date:   today", "", "    Fix:", `    ${words}`],
    ],
    ["in a hunk", ["@@ -1,2 +1,3 @@ x", " a", `+${words}`]],
    ["in a quoted mail", ["On Monday A wrote:", `> ${words}`]],
    ["in a text archive", ["-- want --", words, "-- go.mod --"]],
    ["in what a test prints", [`    parse_test.go:21: ${words}`]],
    ["in a further line of what a test prints", ["    parse_test.go:21: got", `        ${words}`]],
    [
      "far below in what a test prints",
      [...filler.map((each) => `        ${each}`), `        ${words}`, "--- FAIL: TestX"],
    ],
    ["before a retry that passes", [words, "retrying (1/3)", "ok  \texample.com/x\t0.1s"]],
  ])("%s", (_, log) => {
    expect(boundOf(log)).toBe(0.3);
  });

  test("but not what a test prints about its machine", () => {
    expect(boundOf([`    parse_test.go:21: ${words}`], true)).toBe(1);
    expect(boundOf([`${testify}${words}`], true)).toBe(1);
  });

  test.each([
    ["a value of testify", [`${testify}expected: "${words}"`]],
    ["a difference of testify", [`${testify}-${words}`]],
    ["what an example printed", ["--- FAIL: ExampleRun (0.00s)", "got:", words, "want:", "nothing"]],
    ["the side of a comparison", ["    parse_test.go:21: got:", `        ${words}`]],
  ])("even there: %s", (_, log) => {
    expect(boundOf(log, true)).toBe(0.3);
  });
});

describe("words count", () => {
  test.each([
    ["after the command that follows a document", ["$ cat README.md", "Hello.", "$ go build", words]],
    ["after a command that is none of ours", ["$ cat README.md", "# Hello", "$ ./configure", words]],
    [
      "where the step fails after a document",
      ["$ cat README.md", "Hello.", words, "make: *** [all] Error 1"],
    ],
    [
      "in a step that does more",
      ["##[group]Run cat CHANGELOG", "cat CHANGELOG", "make", "##[endgroup]", words],
    ],
    ["in a log that is shown", ["$ cat build.log", words]],
    [
      "in a summary at whose end the step fails",
      ["### Failed", "", "```", words, "```", "##[error]Process completed with exit code 1."],
    ],
    ["in a log that somebody put between fences", ["```", words, "```"]],
    [
      "in an open block of a step that fails",
      ["Hello.", "", "```", "ls", words, "##[error]Process completed with exit code 1."],
    ],
    [
      "after a block whose step is over",
      ["Hello.", "", "```", "ls", "##[group]Run make", "make", "##[endgroup]", words],
    ],
    [
      "in an indented output",
      ["The command failed:", "", `    ${words}`, "", "    at ChildProcess (node:19)"],
    ],
    ["after the message of a commit", ["Author: A <a@b.example>", "", "    Fix.", "", words]],
    ["after a hunk", ["@@ -1,2 +1,3 @@ x", " a", "$ go build", words]],
    ["in a vet error of a test file", [`./parse_test.go:21:5: ${words}`]],
    ["before a retry that fails", [words, "retrying (1/3)", "FAIL\texample.com/x [setup failed]"]],
    ["beside a test that passes", [words, "ok  \texample.com/x\t0.1s"]],
  ])("%s", (_, log) => {
    expect(boundOf(log)).toBe(1);
  });
});
