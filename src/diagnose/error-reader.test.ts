import { describe, expect, test } from "bun:test";
import { errorReader } from "./error-reader.ts";

const read = errorReader(/missing go\.sum entry for (?<what>\w+)/);

describe("words of an error are read", () => {
  test.each([
    "missing go.sum entry for it",
    "go: missing go.sum entry for it",
    "main.go:3:8: missing go.sum entry for it",
    "0.412 go: missing go.sum entry for it",
    "[backend] missing go.sum entry for it",
    "app-1  | go: missing go.sum entry for it",
    "\tmissing go.sum entry for it",
    'level=error msg="Running error: stderr: go: missing go.sum entry for it"',
    "could not import a/b (missing go.sum entry for it)",
    'failed to run "go list": missing go.sum entry for it',
    "[   15s] go: missing go.sum entry for it",
    "       > main.go:6:2: missing go.sum entry for it",
    "\texample.com/pay: missing go.sum entry for it",
    "can't load: missing go.sum entry for it",
  ])("in %p", (text) => {
    expect(read(text)?.what).toBe("it");
  });
});

describe("words of an error are left alone", () => {
  test.each([
    "+ echo missing go.sum entry for it",
    '+	want: "missing go.sum entry for it"',
    "- missing go.sum entry for it",
    "// missing go.sum entry for it",
    "# missing go.sum entry for it",
    "> missing go.sum entry for it",
    '   12 | err := errors.New("missing go.sum entry for it")',
    'main.go:12:	return errors.New("missing go.sum entry for it")',
    "README.md:12:go: missing go.sum entry for it",
    "README.md:go: missing go.sum entry for it",
    'if grep "missing go.sum entry for it" log; then',
    "abc1234 fix: missing go.sum entry for it",
    "expected error: missing go.sum entry for it",
    "When you see missing go.sum entry for it, run go mod tidy",
  ])("in %p", (text) => {
    expect(read(text)).toBeUndefined();
  });
});
