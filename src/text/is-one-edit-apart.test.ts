import { expect, test } from "bun:test";
import { isOneEditApart } from "./is-one-edit-apart.ts";

test.each([
  ["metrics", "metric", true],
  ["integration", "intergration", true],
  ["netgo", "netog", true],
  ["debug", "debuk", true],
  ["debug", "debug", false],
  ["debug", "dbg", false],
  ["aab", "ab", true],
  ["abcd", "badc", false],
])("%s and %s: %p", (a, b, wanted) => {
  expect(isOneEditApart(a, b)).toBe(wanted);
  expect(isOneEditApart(b, a)).toBe(wanted);
});
