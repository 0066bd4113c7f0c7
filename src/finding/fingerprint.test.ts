import { expect, test } from "bun:test";
import { sourceFromText } from "../text/source-file.ts";
import { fingerprintsOf, markedLines } from "./fingerprint.ts";

const one = { rule: "tags/x", file: "Makefile", content: "\tgo build -tags a+b" };

function only(input: typeof one): string {
  return fingerprintsOf([input])[0] ?? "";
}

test("a fingerprint does not change with indentation or blanks", () => {
  expect(only({ ...one, content: "  go  build -tags a+b\r" })).toBe(only(one));
});

test("a fingerprint changes with the rule, the file and the content", () => {
  const all = [one, { ...one, rule: "tags/y" }, { ...one, file: "other" }, { ...one, content: "go build" }];
  expect(new Set(all.map(only)).size).toBe(4);
});

test("equal lines in one file are told apart by their order", () => {
  const [first, second] = fingerprintsOf([one, one]);
  expect(first).not.toBe(second);
  expect(first).toBe(only(one));
});

test("the marked lines are whole lines, also when the span ends at a line end", () => {
  const source = sourceFromText({ path: "f", text: "a b\nc d\ne" });
  expect(markedLines(source, { start: 2, end: 4 })).toBe("a b");
  expect(markedLines(source, { start: 2, end: 5 })).toBe("a b\nc d");
  expect(markedLines(source, { start: 8, end: 8 })).toBe("e");
  expect(markedLines(undefined, { start: 0, end: 1 })).toBe("");
});
