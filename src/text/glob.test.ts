import { expect, test } from "bun:test";
import { matchesGlob, matchesName, matchesPath } from "./glob.ts";

test.each([
  ["*.go", "a.go", true],
  ["*.go", "x/a.go", false],
  ["**/*.go", "a.go", true],
  ["**/*.go", "x/y/a.go", true],
  ["x/**", "x/y/a.go", true],
  ["x/{a,b}.go", "x/b.go", true],
  ["x/{a,b}.go", "x/c.go", false],
  ["a+b(1)", "a+b(1)", true],
  ["a?c", "abc", true],
  ["a?c", "a/c", false],
  ["a{b", "a{b", true],
])("the glob %s and the path %s: %s", (glob, path, expected) => {
  expect(matchesGlob(glob, path)).toBe(expected);
});

test("a folder's glob covers what lies in it", () => {
  expect(matchesPath("examples", "examples/one/go.mod")).toBe(true);
  expect(matchesPath("examples/", "examples/one/go.mod")).toBe(true);
  expect(matchesPath("examples/**", "examples/one/go.mod")).toBe(true);
  expect(matchesPath("**/testdata", "a/b/testdata/x")).toBe(true);
  expect(matchesPath("examples", "examples2/go.mod")).toBe(false);
});

test("a star in a name crosses slashes", () => {
  expect(matchesName("Dockerfile/*", "Dockerfile/build/x")).toBe(true);
  expect(matchesName("*lint", "ci.yml/lint")).toBe(true);
  expect(matchesName("ci.yml/lint", "ci.yml/lint2")).toBe(false);
});

test("many stars do not make a glob slow", () => {
  const path = "a".repeat(2000);
  expect(matchesPath(`${"a*".repeat(200)}b`, path)).toBe(false);
  expect(matchesName(`${"*a".repeat(200)}b`, path)).toBe(false);
  expect(matchesGlob(`${"**/".repeat(50)}b`, "a/".repeat(300))).toBe(false);
  expect(matchesGlob("{a,b}".repeat(60), "a".repeat(60))).toBe(false);
});

test("braces stand for each of their members, also inside of braces", () => {
  expect(matchesGlob("{a,b{c,d}}.go", "bd.go")).toBe(true);
  expect(matchesGlob("{a,b{c,d}}.go", "b.go")).toBe(false);
  expect(matchesGlob("a}b", "a}b")).toBe(true);
});
