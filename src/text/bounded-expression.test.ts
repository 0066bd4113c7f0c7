import { expect, test } from "bun:test";
import { boundedExpression } from "./bounded-expression.ts";

test.each([
  ["^go ", true],
  ["[0-9]+\\.[0-9]+", true],
  ["^(a|b)$", true],
  ["(a|b)+", false],
  ["(a+)+b", false],
  ["(a*){5}", false],
  ["((a?)x)*", false],
  ["(.*)\\1", false],
  ["[(a+)+]", true],
  ["\\(a+\\)+", true],
  ["(unclosed", false],
  [".*a.*b.*c.*d.*e", false],
])("the expression %s is bounded: %s", (source, wanted) => {
  expect(boundedExpression(source, { longestLine: 200 }) !== undefined).toBe(wanted);
});
