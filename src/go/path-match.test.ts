import { describe, expect, test } from "bun:test";
import { matchPath } from "./path-match.ts";

describe("Go globs", () => {
  test("stars and question marks stop at a slash, classes need not", () => {
    expect(matchPath("a*", "ab/c")).toBe(false);
    expect(matchPath("a?c", "a/c")).toBe(false);
    expect(matchPath("a[^b]c", "a/c")).toBe(true);
    expect(matchPath("*c", "ccc")).toBe(true);
  });

  test("a malformed pattern is neither a match nor none", () => {
    for (const pattern of ["[", "[]a]", "[-x]", "[x-]", "a\\", "[a-"])
      expect([pattern, matchPath(pattern, "a")]).toEqual([pattern, undefined]);
  });

  test("many stars come to an end", () => {
    expect(matchPath(`${"a*".repeat(200)}b`, "a".repeat(5000))).toBe(false);
  });
});
