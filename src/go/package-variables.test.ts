import { describe, expect, test } from "bun:test";
import { packageVariables } from "./package-variables.ts";

const text = `package main

import "os"

// var Commented string
const Constant = "x"

var Plain string
var WithValue = "dev" // a comment
var Typed, Second string
var Number int
var Computed = os.Getenv("X")

var (
	Grouped   = "unknown"
	commit    string
	date      = ""

	list = []string{
		"var Inside string",
	}
	called = func() string {
		var local string
		return local
	}()
)

const (
	A = iota
	B
)

func main() {
	var hidden string
	_ = hidden
}

type T struct {
	field string
}
`;

describe("package-level variables", () => {
  test.each([
    ["Plain", "settable"],
    ["WithValue", "settable"],
    ["Typed", "settable"],
    ["Second", "settable"],
    ["Grouped", "settable"],
    ["commit", "settable"],
    ["date", "settable"],
    ["Constant", "constant"],
    ["A", "constant"],
    ["B", "constant"],
    ["Number", "other-type"],
    ["Computed", "computed"],
    ["Commented", undefined],
    ["hidden", undefined],
    ["local", undefined],
    ["field", undefined],
    ["Inside", undefined],
    ["main", undefined],
  ])("%s is %p", (name, wanted) => {
    expect(packageVariables(text).get(name)).toBe(wanted as never);
  });
});

test("a variable that takes the value of another variable of the file is a copy, of a constant it is not", () => {
  const found = packageVariables(
    'package main\n\nconst fixed = "x"\n\nvar first = "dev"\n\nvar second = first // a comment\nvar third = fixed\nvar fourth = elsewhere\n',
  );
  expect([...found]).toEqual([
    ["fixed", "constant"],
    ["first", "settable"],
    ["second", "copied"],
    ["third", "settable"],
    ["fourth", "settable"],
  ]);
});
