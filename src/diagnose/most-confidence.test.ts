import { describe, expect, test } from "bun:test";
import { mostConfidence } from "./most-confidence.ts";

const words = "missing go.sum entry for module providing package x";

/** The bound for the one line of a log that holds the words. */
function boundOf(log: readonly string[], isOfPrograms = false): number {
  const index = log.findIndex((text) => text.includes(words));
  const lineAt = (offset: number) => {
    const text = log[index + offset];
    return text === undefined ? undefined : { number: index + offset + 1, text, step: undefined };
  };
  return mostConfidence(
    { line: lineAt(0) ?? { number: 1, text: "", step: undefined }, at: lineAt },
    isOfPrograms,
  );
}

describe("words are a guess", () => {
  test.each([
    ["in a document that is shown", ["$ cat README.md", "", `    ${words}`]],
    ["in what a test prints", [`    parse_test.go:21: ${words}`]],
    ["in a further line of what a test prints", ["    parse_test.go:21: got", `        ${words}`]],
    ["before a retry that passes", [words, "retrying (1/3)", "ok  \texample.com/x\t0.1s"]],
  ])("%s", (_, log) => {
    expect(boundOf(log)).toBe(0.3);
  });

  test("but not what a test prints about its machine", () => {
    expect(boundOf([`    parse_test.go:21: ${words}`], true)).toBe(1);
  });
});

describe("words count", () => {
  test.each([
    ["after the command that follows a document", ["$ cat README.md", "$ go build", words]],
    ["in a log that is shown", ["$ cat build.log", words]],
    ["in a vet error of a test file", [`./parse_test.go:21:5: ${words}`]],
    ["before a retry that fails", [words, "retrying (1/3)", "FAIL\texample.com/x [setup failed]"]],
    ["beside a test that passes", [words, "ok  \texample.com/x\t0.1s"]],
  ])("%s", (_, log) => {
    expect(boundOf(log)).toBe(1);
  });
});
