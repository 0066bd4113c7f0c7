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
    expect(packageVariables([text]).get(name)).toBe(wanted as never);
  });
});

test("a variable that takes the value of another variable of the file is a copy, of a constant it is not", () => {
  const found = packageVariables([
    'package main\n\nconst fixed = "x"\n\nvar first = "dev"\n\nvar second = first // a comment\nvar third = fixed\nvar fourth = elsewhere\n',
  ]);
  expect([...found]).toEqual([
    ["fixed", "constant"],
    ["first", "settable"],
    ["second", "copied"],
    ["third", "settable"],
    ["fourth", "settable"],
  ]);
});

test("a copy of a variable of another file is one, too", () => {
  const found = packageVariables(["package main\n\nvar v = w\n", 'package main\n\nvar w = "dev"\n']);
  expect(found.get("v")).toBe("copied");
});

describe("what the linker of go 1.21 to 1.27 does", () => {
  const scope = `package main

import (
	"os"
	"path/filepath"
	"strings"
)

type (
	Alias = string
	Chain = Alias
	Own   string
)
type Pair struct{ a, b string }

func short() string { return "dev" }
func same(s string) string { return s }
func reads() string { return os.Getenv("X") + "dev" }
func loops() string {
	for i := 0; i < 3; i++ {
	}
	return "dev"
}
`;
  test.each([
    ['Alias = "dev"', "settable"],
    ["Chain", "settable"],
    ['= Chain("dev")', "settable"],
    ['= string("dev")', "settable"],
    ['= (string)("dev")', "settable"],
    ["= short()", "settable"],
    ['= same("dev")', "settable"],
    ['= func() string { return "dev" }()', "settable"],
    ['= filepath.FromSlash("dev")', "settable"],
    ['= version.Default("dev")', "settable"],
    ["pkg.Name", "settable"],
    ["= reads()", "computed"],
    ["= loops()", "computed"],
    ['= func() string { return os.Getenv("X") }()', "computed"],
    ['= strings.ToLower("DEV")', "computed"],
    ['Own = "dev"', "other-type"],
    ['= Own("dev")', "other-type"],
    ["[]string", "other-type"],
    ["Pair", "other-type"],
    ["bool", "other-type"],
  ])("var v %s is %s", (declaration, wanted) => {
    expect(packageVariables([`${scope}\nvar v ${declaration}\n`]).get("v")).toBe(wanted as never);
  });
});

test("a type that is string for one system and a type of its own for another is not judged", () => {
  const found = packageVariables([
    "package a\n\ntype T = string\n",
    "package a\n\ntype T string\n\nvar v T\n",
  ]);
  expect(found.get("v")).toBe("settable");
});
