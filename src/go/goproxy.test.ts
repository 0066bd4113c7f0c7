import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { parseGoproxy } from "./goproxy.ts";

describe("GOPROXY", () => {
  test("elements carry their separator and their place", () => {
    const value = "https://a.test | b.test/p,direct";
    const { elements, problems } = parseGoproxy(value);
    expect(problems).toEqual([]);
    expect(elements.map(({ text, kind, separator, url }) => [text, kind, separator, url])).toEqual([
      ["https://a.test", "url", "|", "https://a.test"],
      ["b.test/p", "url", ",", "https://b.test/p"],
      ["direct", "direct", "", ""],
    ]);
    expect(elements.map(({ start, end }) => value.slice(start, end))).toEqual([
      "https://a.test",
      "b.test/p",
      "direct",
    ]);
  });

  test("what stands after direct or off is never read", () => {
    const { elements, problems } = parseGoproxy("direct,nonsense");
    expect(elements.map(({ isReached }) => isReached)).toEqual([true, false]);
    expect(problems).toEqual([]);
  });

  test("a query is seen and so is a fragment", () => {
    const [element] = parseGoproxy("https://a.test?timeout=5s#x").elements;
    expect(element).toMatchObject({ hasQuery: true, hasFragment: true });
    expect(parseGoproxy("https://a.test#a?b").elements[0]).toMatchObject({
      hasQuery: false,
      hasFragment: true,
    });
  });

  test("bare words, foreign schemes and file URLs with more than a path are go's errors", () => {
    const texts = (value: string): string[] => parseGoproxy(value).problems.map(({ text }) => text);
    expect(texts("none")).toEqual(["invalid proxy URL missing scheme: none"]);
    expect(texts("ftp://a.test")).toEqual([
      "invalid proxy URL scheme (must be https, http, file): ftp://a.test",
    ]);
    expect(texts("file:///p?x=1")).toEqual([
      "invalid file:// proxy URL with non-path elements: file:///p?x=1",
    ]);
    expect(texts(" , ")).toEqual(["GOPROXY list is not the empty string, but contains no entries"]);
    expect(texts("file:///p,https://a.test|direct")).toEqual([]);
  });

  test("no text makes the parser throw, and each element stands at its place", () => {
    const piece = fc.constantFrom(
      "https://",
      "a.test",
      ",",
      "|",
      " ",
      "direct",
      "off",
      "%",
      "[",
      ":",
      "@",
      "?",
      "#",
      "\ud800",
      "\x7f",
      "file:",
    );
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join("")),
        (value) => {
          for (const { text, start, end } of parseGoproxy(value).elements)
            expect(value.slice(start, end)).toBe(text);
        },
      ),
    );
  });

  test("a password never gets into a message", () => {
    for (const value of [
      "ftp://me:secret@a.test",
      "https://me:secret@a.test:port",
      "https://me:sec ret@a.test",
    ]) {
      const [problem] = parseGoproxy(value).problems;
      expect(problem?.text).not.toMatch(/sec ?ret/);
      expect(problem?.text).toContain("me:xxxxx@a.test");
    }
  });
});
