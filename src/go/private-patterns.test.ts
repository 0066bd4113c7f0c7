import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { checkModulePath } from "./module-path.ts";
import { explainPatterns, matchesPrefixPatterns } from "./private-patterns.ts";

describe("private patterns", () => {
  test("go trims nothing, so a blank after a comma makes a pattern useless", () => {
    expect(matchesPrefixPatterns("a.test, b.test", "a.test/m")).toBe(true);
    expect(matchesPrefixPatterns("a.test, b.test", "b.test/m")).toBe(false);
    expect(matchesPrefixPatterns("a.test,b.test/", "b.test/m/sub")).toBe(true);
  });

  test("schemes, capitals and dots of other tools match nothing", () => {
    for (const pattern of ["https://a.test", "A.TEST", "a.test/...", "a.test/[", "/a.test", "a.test//m"]) {
      expect([pattern, matchesPrefixPatterns(pattern, "a.test/m")]).toEqual([pattern, false]);
      expect([pattern, explainPatterns(pattern)[0]?.problems[0]?.isIneffective]).toEqual([pattern, true]);
    }
  });

  test("classes, stars and a trailing slash do match", () => {
    for (const pattern of ["**", "a*", "[a].test", "a.test/", "a.test/*", "*.test/m"]) {
      expect([pattern, matchesPrefixPatterns(pattern, "a.test/m")]).toEqual([pattern, true]);
      expect([
        pattern,
        explainPatterns(pattern)[0]?.problems.some((problem) => problem.isIneffective),
      ]).toEqual([pattern, false]);
    }
  });

  test("upper case below the host is part of real paths", () => {
    expect(explainPatterns("github.com/MyOrg")[0]?.problems).toEqual([]);
  });

  test("each element knows its place in the list", () => {
    const list = "a.test, b.test,,https://c.test";
    const elements = explainPatterns(list);
    expect(elements.map(({ start, end }) => list.slice(start, end))).toEqual([
      "a.test",
      " b.test",
      "",
      "https://c.test",
    ]);
    expect(elements.map(({ problems }) => problems[0]?.kind)).toEqual([
      undefined,
      "blank",
      "empty",
      "scheme",
    ]);
    expect(explainPatterns("")).toEqual([]);
  });

  test("what is said to match nothing matches no module path", () => {
    const piece = fc.constantFrom(
      "a",
      "A",
      "b.test",
      "/",
      ".",
      "*",
      "?",
      "[",
      "]",
      "!",
      "^",
      "-",
      "\\",
      " ",
      "...",
      ":",
      "1",
    );
    const pattern = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
    const element = fc.constantFrom("a", "A", "b.test", "a-b", "a.a", "1", "ab");
    const path = fc
      .array(element, { minLength: 1, maxLength: 3 })
      .map((elements) => `a.${elements.join("/")}`);
    fc.assert(
      fc.property(pattern, path, (text, target) => {
        fc.pre(checkModulePath(target) === undefined);
        const isIneffective = explainPatterns(text).some(({ problems }) =>
          problems.some((one) => one.isIneffective),
        );
        if (isIneffective)
          expect([text, target, matchesPrefixPatterns(text, target)]).toEqual([text, target, false]);
      }),
      { numRuns: 2000 },
    );
  });

  test("a class with an exclamation mark is no negation and does match", () => {
    expect(matchesPrefixPatterns("[!a].test", "a.test/m")).toBe(true);
    expect(explainPatterns("[!a].test")[0]?.problems).toEqual([]);
    expect(explainPatterns("corp.test...")[0]?.problems[0]?.kind).toBe("dots");
  });
});
